class Programme < ApplicationRecord
  validates :title, :opens_on, presence: true
end
