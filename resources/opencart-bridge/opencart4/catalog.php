<?php
// OpenCart 4.x: index.php?route=extension/kolli/module/kolli
namespace Opencart\Catalog\Controller\Extension\Kolli\Module;

class Kolli extends \Opencart\System\Engine\Controller {
	public function index(): void {
		require_once(DIR_EXTENSION . 'kolli/system/library/bridge.php');

		$this->load->model('checkout/order');
		$orders = $this->model_checkout_order;

		$bridge = new \KolliBridge($this->registry, function($order_id, $status, $comment, $notify) use ($orders) {
			$orders->addHistory($order_id, $status, $comment, $notify);
		});

		$bridge->answer();
	}
}
