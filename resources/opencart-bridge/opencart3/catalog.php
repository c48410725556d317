<?php
// OpenCart 2.3 and 3.x: index.php?route=extension/module/kolli
class ControllerExtensionModuleKolli extends Controller {
	public function index() {
		require_once(DIR_SYSTEM . 'library/kolli/bridge.php');

		$this->load->model('checkout/order');
		$orders = $this->model_checkout_order;

		$bridge = new KolliBridge($this->registry, function ($order_id, $status, $comment, $notify) use ($orders) {
			$orders->addOrderHistory($order_id, $status, $comment, $notify);
		});

		$bridge->answer();
	}
}
