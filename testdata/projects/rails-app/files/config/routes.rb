Rails.application.routes.draw do
  resources :programmes, only: %i[index show]
  root "programmes#index"
end
