class ProgrammesController < ApplicationController
  def index
    @programmes = Programme.order(:opens_on)
  end
end
