<?php
// Kolli's module for OpenCart: answers the packing program. Raw rows out, single effects in, nothing a customer sees.
//
// One POST of JSON {"op": ..., ...} with the key in the header X-Kolli-Key (or as "key" in the body, or as a POST field).
// Answers {"ok": {...}} or {"error": {"code": ..., "detail": ...}}. Written for PHP 5.6 to 8.4, OpenCart 2.3 to 4.1.
class KolliBridge {
	const PROTOCOL = 1;
	const VERSION = '1.0.0';
	const LONGEST_COMMENT = 8000;
	const NEAR = 1000; // how far back an edited order's id may lie for its date to be looked at
	const WAIT_S = 20; // for an earlier request that is still at work on the same order

	private $db;
	private $config;
	private $cache;
	private $add; // function ($order_id, $status, $comment, $notify): the store's own way to add to an order's history
	private $input = array();
	private $job = null; // what is being done; known to the last words if the store exits in the middle
	private $said = false;

	public function __construct($registry, $add) {
		$this->db = $registry->get('db');
		$this->config = $registry->get('config');
		$this->cache = $registry->get('cache');
		$this->add = $add;
	}

	public function answer() {
		ini_set('display_errors', '0');
		ignore_user_abort(true); // who hangs up does not stop what was begun
		@set_time_limit(120);

		while (ob_get_level()) {
			ob_end_clean();
		}

		ob_start(); // whatever the store prints, warnings first of all, is not part of the answer
		register_shutdown_function(array($this, 'lastWords'));

		$this->input = json_decode((string)file_get_contents('php://input'), true);

		if (!is_array($this->input)) {
			$this->input = array();
		}

		try {
			$this->guard();
			$this->say(200, array('ok' => $this->perform((string)$this->given('op', ''))));
		} catch (KolliFault $fault) {
			$this->say($fault->getCode(), array('error' => $fault->told));
		} catch (\Exception $e) {
			$this->sayBroken($e);
		} catch (\Throwable $e) {
			$this->sayBroken($e);
		}
	}

	// The store may call exit() or break while it sends a mail; then this is all that is left of us.
	public function lastWords() {
		if ($this->said) {
			return;
		}

		try {
			$this->sayBroken(null);
		} catch (\Exception $e) {
			$this->say(500, array('error' => array('code' => 'failed')));
		}
	}

	private function guard() {
		$hash = (string)$this->config->get('module_kolli_hash');
		$key = isset($_SERVER['HTTP_X_KOLLI_KEY']) ? (string)$_SERVER['HTTP_X_KOLLI_KEY'] : '';

		if ($key === '' && isset($this->input['key'])) {
			$key = (string)$this->input['key'];
		}

		if ($key === '' && isset($_POST['key']) && is_string($_POST['key'])) {
			$key = $_POST['key'];
		}

		if (!$this->config->get('module_kolli_status') || $hash === '') {
			throw new KolliFault(403, 'off');
		}

		if ($key === '') {
			throw new KolliFault(401, 'key-missing');
		}

		if (!hash_equals($hash, hash('sha256', $key))) {
			throw new KolliFault(401, 'key');
		}
	}

	private function perform($op) {
		switch ($op) {
			case 'hello': return $this->hello();
			case 'orders': return $this->changed();
			case 'open': return $this->open();
			case 'order': return array('orders' => $this->whole($this->ids()));
			case 'exist': return array('ids' => $this->column("SELECT order_id FROM `" . DB_PREFIX . "order` WHERE order_id IN (" . $this->in($this->ids()) . ")", 'order_id'));
			case 'products': return $this->products();
			case 'stock': return $this->stock();
			case 'customers': return $this->customers();
			case 'job': return $this->recall($this->jobName());
			case 'history': return $this->history();
			case 'set_stock': return $this->setStock();
			case 'credit': return $this->credit();
		}

		throw new KolliFault(400, 'bad-request', 'unknown op');
	}

	// ---------------------------------------------------------------- what the store says of itself

	private function hello() {
		$decimals = array();

		foreach ($this->rows("SELECT code, decimal_place FROM `" . DB_PREFIX . "currency`") as $row) {
			$decimals[$row['code']] = (int)$row['decimal_place'];
		}

		$languages = array();

		foreach ($this->rows("SELECT language_id, code FROM `" . DB_PREFIX . "language`") as $row) {
			$languages[(string)$row['language_id']] = $row['code'];
		}

		$statuses = array();

		foreach ($this->rows("SELECT order_status_id, language_id, name FROM `" . DB_PREFIX . "order_status` ORDER BY order_status_id, language_id") as $row) {
			$id = (string)$row['order_status_id'];

			if (!isset($statuses[$id])) {
				$statuses[$id] = array('id' => $id, 'names' => array());
			}

			$statuses[$id]['names'][(string)$row['language_id']] = $row['name'];
		}

		$offset = $this->rows("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) AS s");
		$home = $this->config->get('config_secure') && defined('HTTPS_SERVER') ? HTTPS_SERVER : HTTP_SERVER;

		return array(
			'kolli'       => self::VERSION,
			'protocol'    => self::PROTOCOL,
			'opencart'    => VERSION,
			'name'        => (string)$this->config->get('config_name'),
			'home'        => $home,
			'zone'        => (string)$this->config->get('config_timezone'),
			'offset_s'    => (int)$offset[0]['s'],
			'currency'    => (string)$this->setting('config_currency'),
			'decimals'    => (object)$decimals,
			'languages'   => (object)$languages,
			'language_id' => $this->languageId(),
			'statuses'    => array_values($statuses),
			'processing'  => array_map('strval', (array)$this->config->get('config_processing_status')),
			'complete'    => array_map('strval', (array)$this->config->get('config_complete_status'))
		);
	}

	private function setting($key) {
		$rows = $this->rows("SELECT `value` FROM `" . DB_PREFIX . "setting` WHERE store_id = 0 AND `key` = '" . $this->db->escape($key) . "' LIMIT 1");

		return $rows ? $rows[0]['value'] : '';
	}

	// The shop's own language, not the one that this visitor was given.
	private function languageId() {
		$code = $this->setting('config_language_catalog');

		if ($code === '') {
			$code = $this->setting('config_language');
		}

		$rows = $this->rows("SELECT language_id FROM `" . DB_PREFIX . "language` WHERE code = '" . $this->db->escape($code) . "' LIMIT 1");

		return $rows ? (string)$rows[0]['language_id'] : '1';
	}

	// ---------------------------------------------------------------- orders

	// Every order with a history row, an id or a date above those seen last: what the store does leaves one of them.
	private function changed() {
		$limit = $this->limit(100);

		if (isset($this->input['days'])) {
			$since = "date_added < DATE_SUB(NOW(), INTERVAL " . max(0, (int)$this->input['days']) . " DAY)";
			$after_history = $this->highest('order_history', 'order_history_id', $since);
			$after_order = $this->highest('order', 'order_id', $since);
			$modified = $this->rows("SELECT DATE_SUB(NOW(), INTERVAL 1 SECOND) AS t");
			$modified = $modified[0]['t'];
		} else {
			$after_history = (int)$this->given('after_history', 0);
			$after_order = (int)$this->given('after_order', 0);
			$modified = preg_match('/^[0-9: -]{19}$/', (string)$this->given('modified', '')) ? $this->given('modified', '') : '2000-01-01 00:00:00';
		}

		$histories = $this->rows("SELECT order_history_id, order_id FROM `" . DB_PREFIX . "order_history` WHERE order_history_id > " . $after_history . " ORDER BY order_history_id LIMIT " . $limit);
		$orders = $this->rows("SELECT order_id FROM `" . DB_PREFIX . "order` WHERE order_id > " . $after_order . " ORDER BY order_id LIMIT " . $limit);
		// Edits leave a date alone. It has no index, so only the newest ids are looked through; never the running second.
		$edited = $this->rows("SELECT order_id, date_modified FROM `" . DB_PREFIX . "order` WHERE order_id > " . ($after_order - self::NEAR) . " AND date_modified > '" . $this->db->escape($modified) . "' AND date_modified < NOW() ORDER BY date_modified, order_id LIMIT " . $limit);
		$last_edited = end($edited);

		if (count($edited) == $limit) { // a page must not end within a second: the rest of it would be passed over
			$edited = array_merge($edited, $this->rows("SELECT order_id, date_modified FROM `" . DB_PREFIX . "order` WHERE order_id > " . ($after_order - self::NEAR) . " AND date_modified = '" . $this->db->escape($last_edited['date_modified']) . "'"));
		}

		$ids = array();

		foreach (array_merge($histories, $orders, $edited) as $row) {
			$ids[(int)$row['order_id']] = true;
		}

		ksort($ids);

		$last_history = end($histories);
		$last_order = end($orders);

		return array(
			'orders'   => $this->whole(array_keys($ids)),
			'history'  => $last_history ? (int)$last_history['order_history_id'] : $after_history,
			'order'    => $last_order ? (int)$last_order['order_id'] : $after_order,
			'modified' => $last_edited ? $last_edited['date_modified'] : $modified,
			'more'     => count($histories) == $limit || count($orders) == $limit || count($edited) >= $limit
		);
	}

	// What an order is now, as a sign: an edit in the admin pages may leave no row and no date behind.
	private function open() {
		$limit = $this->limit(500);
		$statuses = array_filter(array_map('intval', (array)$this->given('statuses', array())));
		$after = (int)$this->given('after', 0);
		$ids = $this->column("SELECT order_id FROM `" . DB_PREFIX . "order` WHERE order_status_id IN (" . $this->in($statuses) . ") AND order_id > " . $after . " ORDER BY order_id LIMIT " . $limit, 'order_id');
		$rows = array();

		foreach ($this->whole($ids) as $order) {
			$rows[] = array('order_id' => $order['order']['order_id'], 'hash' => sha1(json_encode($order)));
		}

		return array('rows' => $rows, 'after' => $ids ? (int)end($ids) : $after, 'more' => count($ids) == $limit);
	}

	// Whole orders, in the order of their ids; ids that the store does not have are left out.
	private function whole($ids) {
		if (!$ids) {
			return array();
		}

		$in = $this->in($ids);
		$orders = array();
		$private = array('ip', 'forwarded_ip', 'user_agent', 'accept_language');

		$sql = "SELECT o.*, pc.iso_code_2 AS payment_iso_code_2, sc.iso_code_2 AS shipping_iso_code_2"
			. " FROM `" . DB_PREFIX . "order` o"
			. " LEFT JOIN `" . DB_PREFIX . "country` pc ON (pc.country_id = o.payment_country_id)"
			. " LEFT JOIN `" . DB_PREFIX . "country` sc ON (sc.country_id = o.shipping_country_id)"
			. " WHERE o.order_id IN (" . $in . ") ORDER BY o.order_id";

		foreach ($this->rows($sql) as $row) {
			$orders[(int)$row['order_id']] = array(
				'order' => array_diff_key($row, array_flip($private)), 'products' => array(), 'options' => array(),
				'totals' => array(), 'histories' => array(), 'vouchers' => array(), 'codes' => array(),
				'rewards' => array(), 'commissions' => array(), 'affiliate' => ''
			);
		}

		$parts = array(
			'products'  => array('order_product', 'order_product_id'),
			'options'   => array('order_option', 'order_option_id'),
			'totals'    => array('order_total', 'sort_order, order_total_id'),
			'histories' => array('order_history', 'order_history_id'),
			'vouchers'  => array('order_voucher', 'order_voucher_id'),
			'rewards'   => array('customer_reward', 'customer_reward_id')
		);

		foreach ($parts as $name => $part) {
			if ($this->has($part[0])) {
				foreach ($this->rows("SELECT * FROM `" . DB_PREFIX . $part[0] . "` WHERE order_id IN (" . $in . ") ORDER BY " . $part[1]) as $row) {
					if (isset($orders[(int)$row['order_id']])) {
						$orders[(int)$row['order_id']][$name][] = $row;
					}
				}
			}
		}

		$this->addAffiliates($orders);
		$this->addCodes($orders);

		return array_values($orders);
	}

	private function addAffiliates(&$orders) {
		list($table, $column, $people) = $this->affiliates();
		$ids = array();

		foreach ($orders as $id => $order) {
			if ((int)$order['order']['affiliate_id']) {
				$ids[$id] = (int)$order['order']['affiliate_id'];
			}
		}

		if (!$ids) {
			return;
		}

		$names = array();

		foreach ($this->rows("SELECT " . $column . " AS id, firstname, lastname FROM `" . DB_PREFIX . $people . "` WHERE " . $column . " IN (" . $this->in($ids) . ")") as $row) {
			$names[(int)$row['id']] = trim($row['firstname'] . ' ' . $row['lastname']);
		}

		foreach ($ids as $id => $affiliate) {
			$orders[$id]['affiliate'] = isset($names[$affiliate]) ? $names[$affiliate] : '';
		}

		foreach ($this->rows("SELECT * FROM `" . DB_PREFIX . $table . "` WHERE order_id IN (" . $this->in(array_keys($ids)) . ")") as $row) {
			if ((int)$row[$column] === $ids[(int)$row['order_id']]) { // others are what a customer has in store credit
				$orders[(int)$row['order_id']]['commissions'][] = $row;
			}
		}
	}

	// Affiliates were people of their own until 2.3 and are customers since 3.0.
	private function affiliates() {
		if (version_compare(VERSION, '3.0.0.0', '<')) {
			return array('affiliate_transaction', 'affiliate_id', 'affiliate');
		}

		return array('customer_transaction', 'customer_id', 'customer');
	}

	private function addCodes(&$orders) {
		$ids = array();

		foreach ($orders as $order) {
			foreach ($order['products'] as $product) {
				$ids[(int)$product['product_id']] = true;
			}
		}

		$codes = $this->codes(array_keys($ids));

		foreach ($orders as $id => $order) {
			$mine = array();

			foreach ($order['products'] as $product) {
				if (isset($codes[(int)$product['product_id']])) {
					$mine[(string)$product['product_id']] = $codes[(int)$product['product_id']];
				}
			}

			$orders[$id]['codes'] = (object)$mine;
		}
	}

	// ---------------------------------------------------------------- articles, stock, customers

	private function codes($ids) {
		$found = array();

		if (!$ids) {
			return $found;
		}

		$sql = "SELECT p.*, wd.unit AS weight_unit FROM `" . DB_PREFIX . "product` p"
			. " LEFT JOIN `" . DB_PREFIX . "weight_class_description` wd ON (wd.weight_class_id = p.weight_class_id AND wd.language_id = " . (int)$this->languageId() . ")"
			. " WHERE p.product_id IN (" . $this->in($ids) . ") ORDER BY p.product_id";
		$kept = array('product_id', 'model', 'sku', 'upc', 'ean', 'jan', 'isbn', 'mpn', 'location', 'quantity', 'subtract', 'price', 'image', 'weight', 'weight_unit', 'shipping', 'status');

		foreach ($this->rows($sql) as $row) {
			$found[(int)$row['product_id']] = array_intersect_key($row, array_flip($kept));
		}

		if ($this->has('product_code')) { // since 4.1 the codes have a table of their own
			foreach ($this->rows("SELECT product_id, code, value FROM `" . DB_PREFIX . "product_code` WHERE product_id IN (" . $this->in($ids) . ")") as $row) {
				$name = strtolower($row['code']);

				if (isset($found[(int)$row['product_id']]) && in_array($name, $kept)) {
					$found[(int)$row['product_id']][$name] = $row['value'];
				}
			}
		}

		return $found;
	}

	private function products() {
		list($ids, $after, $more) = $this->page('product', 'product_id', '');
		$codes = $this->codes($ids);
		$names = array();

		if ($ids) {
			foreach ($this->rows("SELECT product_id, name FROM `" . DB_PREFIX . "product_description` WHERE product_id IN (" . $this->in($ids) . ") AND language_id = " . (int)$this->languageId()) as $row) {
				$names[(int)$row['product_id']] = $row['name'];
			}
		}

		$rows = array();

		foreach ($codes as $id => $row) {
			$rows[] = $row + array('name' => isset($names[$id]) ? $names[$id] : $row['model']);
		}

		return array('rows' => $rows, 'after' => $after, 'more' => $more);
	}

	private function stock() {
		list($ids, $after, $more) = $this->page('product', 'product_id', ' AND subtract = 1');
		$rows = array();

		foreach ($this->codes($ids) as $row) {
			$rows[] = array_intersect_key($row, array_flip(array('product_id', 'sku', 'model', 'quantity')));
		}

		return array('rows' => $rows, 'after' => $after, 'more' => $more);
	}

	private function customers() {
		list($ids, $after, $more) = $this->page('customer', 'customer_id', '');
		$rows = array();

		if ($ids) {
			$in = $this->in($ids);
			$language = (int)$this->languageId();
			$sql = "SELECT c.customer_id, c.language_id, c.firstname, c.lastname, c.email, c.telephone, c.newsletter, c.date_added, gd.name AS `group`,"
				. " (SELECT COALESCE(SUM(r.points), 0) FROM `" . DB_PREFIX . "customer_reward` r WHERE r.customer_id = c.customer_id) AS points"
				. ($this->hasColumn('customer', 'address_id') ? ", c.address_id" : "")
				. " FROM `" . DB_PREFIX . "customer` c"
				. " LEFT JOIN `" . DB_PREFIX . "customer_group_description` gd ON (gd.customer_group_id = c.customer_group_id AND gd.language_id = " . $language . ")"
				. " WHERE c.customer_id IN (" . $in . ") ORDER BY c.customer_id";

			foreach ($this->rows($sql) as $row) {
				$rows[(int)$row['customer_id']] = $row + array('address' => null);
			}

			// Since 4.1 zones are named once for each language.
			$zone = $this->has('zone_description')
				? "`" . DB_PREFIX . "zone_description` z ON (z.zone_id = a.zone_id AND z.language_id = " . $language . ")"
				: "`" . DB_PREFIX . "zone` z ON (z.zone_id = a.zone_id)";
			$sql = "SELECT a.*, z.name AS zone, co.iso_code_2 FROM `" . DB_PREFIX . "address` a LEFT JOIN " . $zone
				. " LEFT JOIN `" . DB_PREFIX . "country` co ON (co.country_id = a.country_id)"
				. " WHERE a.customer_id IN (" . $in . ") ORDER BY a.address_id";

			foreach ($this->rows($sql) as $address) {
				$row = &$rows[(int)$address['customer_id']];
				$chosen = isset($row['address_id']) ? $row['address_id'] == $address['address_id'] : !empty($address['default']);

				if ($row['address'] === null || $chosen) {
					$row['address'] = $address;
				}

				unset($row);
			}
		}

		return array('rows' => array_values($rows), 'after' => $after, 'more' => $more);
	}

	// ---------------------------------------------------------------- writes: each at most once, by the name of its job

	private function history() {
		$order_id = (int)$this->given('order_id', 0);
		$status = (int)$this->given('status', 0);
		$notify = (bool)$this->given('notify', false);
		$comment = strtr(substr((string)$this->given('comment', ''), 0, self::LONGEST_COMMENT), array('<' => "\xE2\x80\xB9", '>' => "\xE2\x80\xBA", '"' => "\xE2\x80\x9D"));

		if ($status < 1 || !$this->rows("SELECT 1 AS one FROM `" . DB_PREFIX . "order_status` WHERE order_status_id = " . $status . " LIMIT 1")) {
			throw new KolliFault(422, 'status');
		}

		if ((int)$this->orderRow($order_id)['order_status_id'] < 1) {
			throw new KolliFault(404, 'order-not-found'); // a checkout that nobody finished: writing would place it
		}

		$known = $this->begin('history', $order_id, 'order_history', 'order_history_id');

		if ($known) {
			return $known;
		}

		if ($this->job['again']) { // begun before and never finished: the row tells whether it was done
			$same = $this->rows("SELECT 1 AS one FROM `" . DB_PREFIX . "order_history` WHERE order_id = " . $order_id . " AND order_history_id > " . $this->job['mark'] . " AND comment = '" . $this->db->escape($comment) . "' LIMIT 1");

			if ($same) {
				return $this->finish(array('status' => $this->statusOf($order_id), 'evidence' => 'found in the history')) + array('again' => true);
			}
		}

		$this->job['notify'] = $notify;
		call_user_func($this->add, $order_id, $status, $comment, $notify);

		if (!$this->stored()) {
			$this->forget();

			throw new KolliFault(500, 'failed', 'the store kept nothing');
		}

		return $this->finish(array('status' => $this->statusOf($order_id), 'evidence' => 'history ' . $this->highest('order_history', 'order_history_id', 'order_id = ' . $order_id)));
	}

	private function setStock() {
		$product_id = (int)$this->given('product_id', 0);
		$was = (int)$this->given('was', 0);
		$to = (int)$this->given('to', 0);
		$product = $this->rows("SELECT quantity, subtract FROM `" . DB_PREFIX . "product` WHERE product_id = " . $product_id);

		if (!$product) {
			throw new KolliFault(404, 'product-not-found');
		}

		if (!$product[0]['subtract']) {
			throw new KolliFault(422, 'uncounted');
		}

		$known = $this->begin('stock', $product_id, '', '');

		if ($known) {
			return $known;
		}

		$product = $this->rows("SELECT quantity FROM `" . DB_PREFIX . "product` WHERE product_id = " . $product_id);

		if ((int)$product[0]['quantity'] === $to) {
			return $this->finish(array('status' => (string)$to)) + array('again' => true);
		}

		$this->db->query("UPDATE `" . DB_PREFIX . "product` SET quantity = " . $to . " WHERE product_id = " . $product_id . " AND quantity = " . $was);

		if ($this->db->countAffected() < 1) {
			$this->forget();
			$product = $this->rows("SELECT quantity FROM `" . DB_PREFIX . "product` WHERE product_id = " . $product_id);

			throw new KolliFault(409, 'stock-moved', '', array('found' => (string)$product[0]['quantity']));
		}

		$this->cache->delete('product');

		return $this->finish(array('status' => (string)$to));
	}

	private function credit() {
		$order_id = (int)$this->given('order_id', 0);
		$what = (string)$this->given('what', '');
		$given = (bool)$this->given('given', true);
		$order = $this->orderRow($order_id);

		if ($what !== 'points' && $what !== 'commission') {
			throw new KolliFault(400, 'bad-request', 'unknown credit');
		}

		$known = $this->begin($what, $order_id, '', '');

		if ($known) {
			return $known;
		}

		try {
			$again = $what === 'points' ? $this->points($order, $given) : $this->commission($order, $given);
		} catch (KolliFault $fault) {
			$this->forget();

			throw $fault;
		}

		return $this->finish(array('status' => $given ? '1' : '0', 'evidence' => $given ? 'given' : 'taken back')) + ($again ? array('again' => true) : array());
	}

	// As the button on the store's order page does it, without its mail. True: it was so already.
	private function points($order, $given) {
		$id = (int)$order['order_id'];
		$earned = "FROM `" . DB_PREFIX . "customer_reward` WHERE order_id = " . $id . " AND points > 0";
		$has = (bool)$this->rows("SELECT 1 AS one " . $earned . " LIMIT 1");

		if ($has === $given) {
			return true;
		}

		if (!$given) {
			$this->db->query("DELETE " . $earned);

			return false;
		}

		$sum = $this->rows("SELECT COALESCE(SUM(reward), 0) AS points FROM `" . DB_PREFIX . "order_product` WHERE order_id = " . $id);

		if (!(int)$order['customer_id']) {
			throw new KolliFault(422, 'guest');
		}

		if ((int)$sum[0]['points'] < 1) {
			throw new KolliFault(422, 'nothing-to-give');
		}

		$this->db->query("INSERT INTO `" . DB_PREFIX . "customer_reward` SET customer_id = " . (int)$order['customer_id'] . ", order_id = " . $id . ", points = " . (int)$sum[0]['points'] . ", description = 'Order ID: #" . $id . "', date_added = NOW()");

		return false;
	}

	private function commission($order, $given) {
		$id = (int)$order['order_id'];
		$affiliate = (int)$order['affiliate_id'];
		list($table, $column) = $this->affiliates();

		if (!$affiliate) {
			throw new KolliFault(422, 'no-affiliate');
		}

		$mine = "FROM `" . DB_PREFIX . $table . "` WHERE order_id = " . $id . " AND " . $column . " = " . $affiliate;
		$has = (bool)$this->rows("SELECT 1 AS one " . $mine . " LIMIT 1");

		if ($has === $given) {
			return true;
		}

		if (!$given) {
			$this->db->query("DELETE " . $mine);

			return false;
		}

		if ((float)$order['commission'] == 0) {
			throw new KolliFault(422, 'nothing-to-give');
		}

		$this->db->query("INSERT INTO `" . DB_PREFIX . $table . "` SET " . $column . " = " . $affiliate . ", order_id = " . $id . ", description = 'Order ID: #" . $id . "', amount = '" . $this->db->escape((string)$order['commission']) . "', date_added = NOW()");

		return false;
	}

	// ---------------------------------------------------------------- jobs

	public static function table() {
		return "CREATE TABLE IF NOT EXISTS `" . DB_PREFIX . "kolli_job` (`job` CHAR(40) NOT NULL, `what` VARCHAR(16) NOT NULL, `target` INT NOT NULL, `mark` INT NOT NULL DEFAULT 0, `answer` TEXT, `made` DATETIME NOT NULL, PRIMARY KEY (`job`), KEY `made` (`made`)) ENGINE=InnoDB DEFAULT CHARSET=utf8";
	}

	private function jobName() {
		$name = (string)$this->given('job', '');

		if (!preg_match('/^[0-9a-f]{40}$/', $name)) {
			throw new KolliFault(400, 'bad-request', 'job');
		}

		return $name;
	}

	private function recall($name) {
		if (!$this->has('kolli_job')) {
			$this->db->query(self::table());
		}

		$rows = $this->rows("SELECT answer FROM `" . DB_PREFIX . "kolli_job` WHERE job = '" . $this->db->escape($name) . "'");
		$answer = $rows && $rows[0]['answer'] ? json_decode($rows[0]['answer'], true) : null;

		return is_array($answer) ? $answer + array('done' => true) : array('done' => false);
	}

	// Answers what an earlier request did, or notes that we begin. One request at a time works on one target.
	private function begin($what, $target, $table, $column) {
		$name = $this->jobName();
		$lock = 'kolli.' . substr(sha1(DB_DATABASE . DB_PREFIX), 0, 8) . '.' . ($what === 'stock' ? 'p' : 'o') . $target;
		$got = $this->rows("SELECT GET_LOCK('" . $this->db->escape($lock) . "', " . self::WAIT_S . ") AS got"); // falls with the connection

		if ((int)$got[0]['got'] !== 1) {
			throw new KolliFault(423, 'running');
		}

		$known = $this->recall($name);

		if ($known['done']) {
			return $known + array('again' => true);
		}

		$rows = $this->rows("SELECT mark FROM `" . DB_PREFIX . "kolli_job` WHERE job = '" . $this->db->escape($name) . "'");
		$mark = $rows ? (int)$rows[0]['mark'] : ($table ? $this->highest($table, $column, '1 = 1') : 0);

		if (!$rows) {
			if (mt_rand(1, 200) === 1) { // nobody repeats what is older than a year
				$this->db->query("DELETE FROM `" . DB_PREFIX . "kolli_job` WHERE made < DATE_SUB(NOW(), INTERVAL 400 DAY) LIMIT 1000");
			}

			$this->db->query("INSERT INTO `" . DB_PREFIX . "kolli_job` SET job = '" . $this->db->escape($name) . "', what = '" . $this->db->escape($what) . "', target = " . (int)$target . ", mark = " . $mark . ", made = NOW()");
		}

		$this->job = array('name' => $name, 'what' => $what, 'target' => (int)$target, 'mark' => $mark, 'again' => (bool)$rows, 'notify' => false);

		return null;
	}

	private function finish($answer) {
		$this->db->query("UPDATE `" . DB_PREFIX . "kolli_job` SET answer = '" . $this->db->escape(json_encode($answer)) . "' WHERE job = '" . $this->db->escape($this->job['name']) . "'");
		$this->job = null;

		return $answer;
	}

	private function forget() {
		$this->db->query("DELETE FROM `" . DB_PREFIX . "kolli_job` WHERE job = '" . $this->db->escape($this->job['name']) . "'");
		$this->job = null;
	}

	private function stored() {
		return $this->highest('order_history', 'order_history_id', 'order_id = ' . $this->job['target']) > $this->job['mark'];
	}

	// Something broke. If it broke over a mail, the store may have kept the status all the same (2.3 does).
	private function sayBroken($error) {
		$trace = $error ? $error->getFile() . ' ' . $error->getTraceAsString() : '';
		$over_mail = $this->job && $this->job['notify'] && (!$error || stripos($trace, 'mail') !== false);
		$stored = $this->job && $this->job['what'] === 'history' && $this->stored();
		$broken = $error ? get_class($error) : 'exit';

		if ($stored) {
			$this->finish(array('status' => $this->statusOf($this->job['target']), 'evidence' => 'kept; then ' . $broken));
		} elseif ($this->job && $this->job['what'] === 'history') {
			$this->forget();
		}

		$told = $over_mail ? array('code' => 'mail', 'stored' => $stored) : array('code' => 'failed', 'detail' => $broken);
		$this->say($over_mail ? 424 : 500, array('error' => $told));
	}

	// ---------------------------------------------------------------- small things

	private function say($status, $answer) {
		$this->said = true;

		while (ob_get_level()) {
			ob_end_clean();
		}

		if (!headers_sent()) {
			http_response_code($status);
			header('Content-Type: application/json; charset=utf-8');
			header('Cache-Control: no-store');
		}

		echo json_encode($answer, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PARTIAL_OUTPUT_ON_ERROR);

		exit();
	}

	private function given($name, $else) {
		return isset($this->input[$name]) ? $this->input[$name] : $else;
	}

	private function limit($most) {
		return max(1, min($most, (int)$this->given('limit', 50)));
	}

	private function ids() {
		return array_slice(array_map('intval', (array)$this->given('ids', array())), 0, 500);
	}

	private function in($ids) {
		return $ids ? implode(',', array_map('intval', $ids)) : '0';
	}

	private function rows($sql) {
		$query = $this->db->query($sql);

		return isset($query->rows) ? $query->rows : array();
	}

	private function column($sql, $name) {
		$found = array();

		foreach ($this->rows($sql) as $row) {
			$found[] = $row[$name];
		}

		return $found;
	}

	private function page($table, $column, $condition) {
		$limit = $this->limit(500);
		$after = (int)$this->given('after', 0);
		$ids = $this->column("SELECT " . $column . " FROM `" . DB_PREFIX . $table . "` WHERE " . $column . " > " . $after . $condition . " ORDER BY " . $column . " LIMIT " . $limit, $column);

		return array($ids, $ids ? (int)end($ids) : $after, count($ids) == $limit);
	}

	private function highest($table, $column, $condition) {
		$rows = $this->rows("SELECT COALESCE(MAX(" . $column . "), 0) AS n FROM `" . DB_PREFIX . $table . "` WHERE " . $condition);

		return (int)$rows[0]['n'];
	}

	private function orderRow($order_id) {
		$rows = $this->rows("SELECT order_id, order_status_id, customer_id, affiliate_id, commission FROM `" . DB_PREFIX . "order` WHERE order_id = " . (int)$order_id);

		if (!$rows) {
			throw new KolliFault(404, 'order-not-found');
		}

		return $rows[0];
	}

	private function statusOf($order_id) {
		$row = $this->orderRow($order_id);

		return (string)$row['order_status_id'];
	}

	private function has($table) {
		return (bool)$this->rows("SHOW TABLES LIKE '" . str_replace('_', '\\_', $this->db->escape(DB_PREFIX . $table)) . "'");
	}

	private function hasColumn($table, $column) {
		return (bool)$this->rows("SHOW COLUMNS FROM `" . DB_PREFIX . $table . "` LIKE '" . $this->db->escape($column) . "'");
	}
}

// What the caller did wrong, or what the store would not have.
class KolliFault extends \Exception {
	public $told;

	public function __construct($status, $code, $detail = '', $more = array()) {
		parent::__construct($code, $status);
		$this->told = array('code' => $code, 'detail' => $detail) + $more;
	}
}
