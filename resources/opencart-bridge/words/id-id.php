<?php
$_['heading_title'] = 'Kolli';
$_['text_about'] = 'Mengizinkan program pengemasan Kolli membaca pesanan, barang, pelanggan, dan stok toko ini, serta memberi tahu apa yang sudah dikemas dan dikirim. Pelanggan tidak melihat apa pun.';
$_['text_once'] = 'Kunci ini hanya ditampilkan sekarang. Salin ke Kolli: Setelan, Toko.';
$_['text_made'] = 'Kunci sudah ada dan tidak dapat ditampilkan lagi. Jika hilang, buat yang baru; kunci lama tidak berlaku lagi.';
$_['text_none'] = 'Belum ada kunci.';
$_['text_saved'] = 'Tersimpan.';
$_['text_on'] = 'Kolli dapat menghubungi toko ini.';
$_['text_off'] = 'Kolli sekarang tidak dapat menghubungi toko ini.';
$_['button_key'] = 'Buat kunci';
$_['button_another'] = 'Buat kunci baru';
$_['button_on'] = 'Aktifkan';
$_['button_off'] = 'Nonaktifkan';
$_['button_back'] = 'Kembali';
$_['error_permission'] = 'Anda tidak boleh mengubah modul ini.';
