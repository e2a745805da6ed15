<?php

use App\Http\Controllers\AtelierController;
use Illuminate\Support\Facades\Route;

Route::get('/', [AtelierController::class, 'index']);
