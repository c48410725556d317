<?php
// OpenCart 2.3 and 3.x: Extensions, Extensions, Modules, Kolli
class ControllerExtensionModuleKolli extends Controller {
	public function index() {
		require_once(DIR_SYSTEM . 'library/kolli/page.php');

		$words = $this->load->language('extension/module/kolli');
		$this->document->setTitle('Kolli');
		$this->load->model('setting/setting');

		$old = version_compare(VERSION, '3.0.0.0', '<');
		$token = $old ? 'token=' . $this->session->data['token'] : 'user_token=' . $this->session->data['user_token'];
		$settings = $this->model_setting_setting->getSetting('module_kolli');
		$key = '';
		$note = '';

		if ($this->request->server['REQUEST_METHOD'] == 'POST') {
			if ($this->user->hasPermission('modify', 'extension/module/kolli')) {
				$button = isset($this->request->post['kolli']) ? (string)$this->request->post['kolli'] : '';
				list($settings, $key) = KolliPage::pressed($button, $settings);
				$this->model_setting_setting->editSetting('module_kolli', $settings);
				$note = empty($settings['module_kolli_status']) ? 'text_off' : 'text_on';
			} else {
				$note = 'error_permission';
			}
		}

		$body = KolliPage::body(
			$words,
			$this->url->link('extension/module/kolli', $token, true),
			$this->url->link($old ? 'extension/extension' : 'marketplace/extension', $token . '&type=module', true),
			$key, !empty($settings['module_kolli_hash']), !empty($settings['module_kolli_status']), $note
		);

		$this->response->setOutput($this->load->controller('common/header') . $this->load->controller('common/column_left') . $body . $this->load->controller('common/footer'));
	}

	public function install() {
		require_once(DIR_SYSTEM . 'library/kolli/bridge.php');

		$this->db->query(KolliBridge::table());
	}

	// What was done stays on record: a module that is installed again must not do it twice.
	public function uninstall() {
		$this->load->model('setting/setting');
		$this->model_setting_setting->deleteSetting('module_kolli');
	}
}
