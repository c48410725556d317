<?php
$_['heading_title'] = 'Kolli';
$_['text_about'] = 'Låter packprogrammet Kolli läsa butikens ordrar, artiklar, kunder och lager, och berätta vad som packats och skickats. Kunderna ser inget av det.';
$_['text_once'] = 'Nyckeln visas bara nu. Kopiera den till Kolli: Inställningar, Butiker.';
$_['text_made'] = 'Det finns en nyckel. Den kan inte visas igen; gör en ny om den är borta. Den gamla slutar då att gälla.';
$_['text_none'] = 'Det finns ingen nyckel än.';
$_['text_saved'] = 'Sparat.';
$_['text_on'] = 'Kolli kan nå butiken.';
$_['text_off'] = 'Kolli kan inte nå butiken nu.';
$_['button_key'] = 'Gör en nyckel';
$_['button_another'] = 'Gör en ny nyckel';
$_['button_on'] = 'Slå på';
$_['button_off'] = 'Stäng av';
$_['button_back'] = 'Tillbaka';
$_['error_permission'] = 'Du får inte ändra modulen.';
