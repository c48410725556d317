<?php
// OpenCart 4.x: Extensions, Extensions, Modules, Kolli
namespace Opencart\Admin\Controller\Extension\Kolli\Module;

class Kolli extends \Opencart\System\Engine\Controller {
	public function index(): void {
		require_once(DIR_EXTENSION . 'kolli/system/library/page.php');

		$words = $this->load->language('extension/kolli/module/kolli');
		$this->document->setTitle('Kolli');
		$this->load->model('setting/setting');

		$token = 'user_token=' . $this->session->data['user_token'];
		$settings = $this->model_setting_setting->getSetting('module_kolli');
		$key = '';
		$note = '';

		if ($this->request->server['REQUEST_METHOD'] == 'POST') {
			if ($this->user->hasPermission('modify', 'extension/kolli/module/kolli')) {
				$button = isset($this->request->post['kolli']) ? (string)$this->request->post['kolli'] : '';
				[$settings, $key] = \KolliPage::pressed($button, $settings);
				$this->model_setting_setting->editSetting('module_kolli', $settings);
				$note = empty($settings['module_kolli_status']) ? 'text_off' : 'text_on';
			} else {
				$note = 'error_permission';
			}
		}

		$body = \KolliPage::body(
			(array)$words,
			$this->url->link('extension/kolli/module/kolli', $token),
			$this->url->link('marketplace/extension', $token . '&type=module'),
			$key, !empty($settings['module_kolli_hash']), !empty($settings['module_kolli_status']), $note
		);

		$this->response->setOutput($this->load->controller('common/header') . $this->load->controller('common/column_left') . $body . $this->load->controller('common/footer'));
	}

	public function install(): void {
		require_once(DIR_EXTENSION . 'kolli/system/library/bridge.php');

		$this->db->query(\KolliBridge::table());
	}

	// What was done stays on record: a module that is installed again must not do it twice.
	public function uninstall(): void {
		$this->load->model('setting/setting');
		$this->model_setting_setting->deleteSetting('module_kolli');
	}
}
