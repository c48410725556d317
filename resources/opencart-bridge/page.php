<?php
// The module's page in the admin: switched on or off, and a key that is shown once. Only its hash is kept.
class KolliPage {
	public static function newKey() {
		$bytes = function_exists('random_bytes') ? random_bytes(24) : openssl_random_pseudo_bytes(24);

		return 'kolli-' . bin2hex($bytes);
	}

	// $words: the language file; $key: a key just made, '' if none; $made: whether there is one; $on: switched on
	public static function body($words, $action, $back, $key, $made, $on, $note) {
		$say = function ($name) use ($words) {
			return htmlspecialchars(isset($words[$name]) ? $words[$name] : $name, ENT_QUOTES, 'UTF-8');
		};
		$html = '<div id="content"><div class="page-header"><div class="container-fluid"><h1>Kolli</h1></div></div><div class="container-fluid">';

		if ($note !== '') {
			$html .= '<div class="alert alert-info">' . $say($note) . '</div>';
		}

		$html .= '<p>' . $say('text_about') . '</p>';

		if ($key !== '') {
			$html .= '<div class="alert alert-success"><p><strong>' . $say('text_once') . '</strong></p>'
				. '<p><input type="text" readonly class="form-control" id="input-kolli-key" value="' . htmlspecialchars($key, ENT_QUOTES, 'UTF-8') . '" onclick="this.select()"></p></div>';
		} else {
			$html .= '<p>' . $say($made ? 'text_made' : 'text_none') . '</p>';
		}

		$html .= '<form action="' . htmlspecialchars($action, ENT_QUOTES, 'UTF-8', false) . '" method="post">'
			. '<button type="submit" name="kolli" value="key" class="btn btn-primary">' . $say($made ? 'button_another' : 'button_key') . '</button> ';

		if ($made) {
			$html .= '<button type="submit" name="kolli" value="' . ($on ? 'off' : 'on') . '" class="btn btn-default btn-light">' . $say($on ? 'button_off' : 'button_on') . '</button> ';
		}

		return $html . '<a href="' . htmlspecialchars($back, ENT_QUOTES, 'UTF-8', false) . '" class="btn btn-default btn-light">' . $say('button_back') . '</a></form></div></div>';
	}

	// What a press of a button changes: the settings to keep, and a key to show once.
	public static function pressed($button, $settings) {
		$key = '';

		if ($button === 'key') {
			$key = self::newKey();
			$settings['module_kolli_hash'] = hash('sha256', $key);
			$settings['module_kolli_status'] = '1';
		} elseif ($button === 'on' || $button === 'off') {
			$settings['module_kolli_status'] = $button === 'on' ? '1' : '0';
		}

		return array($settings, $key);
	}
}
