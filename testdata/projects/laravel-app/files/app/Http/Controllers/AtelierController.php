<?php

namespace App\Http\Controllers;

use App\Models\Atelier;

class AtelierController
{
    public function index()
    {
        return view('ateliers', ['ateliers' => Atelier::orderBy('starts_at')->get()]);
    }
}
