ActiveRecord::Schema[8.0].define(version: 2026_01_12_090000) do
  create_table "programmes" do |t|
    t.string "title", null: false
    t.date "opens_on", null: false
  end
end
