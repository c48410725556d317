<?php
$_['heading_title'] = 'Kolli';
$_['text_about'] = 'Lets the packing program Kolli read this shop\'s orders, articles, customers and stock, and tell it what was packed and shipped. Nothing of it is seen by customers.';
$_['text_once'] = 'This key is shown only now. Copy it into Kolli: Settings, Stores.';
$_['text_made'] = 'There is a key. It cannot be shown again; make another one if it is lost. The old one then stops working.';
$_['text_none'] = 'There is no key yet.';
$_['text_saved'] = 'Saved.';
$_['text_on'] = 'Kolli may reach this shop.';
$_['text_off'] = 'Kolli cannot reach this shop now.';
$_['button_key'] = 'Make a key';
$_['button_another'] = 'Make another key';
$_['button_on'] = 'Switch on';
$_['button_off'] = 'Switch off';
$_['button_back'] = 'Back';
$_['error_permission'] = 'You may not change this module.';
