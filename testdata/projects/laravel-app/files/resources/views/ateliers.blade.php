<h1>Ateliers</h1>
@foreach ($ateliers as $atelier)
  <p>{{ $atelier->title }}</p>
@endforeach
