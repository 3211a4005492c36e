# ActionCable in a Rails application of one file, under puma: the example of docs/emitting, with tokens that expire
# and /control. It runs on Debian's packages; see ../README.md.

require "fileutils"
require "json"
require "optparse"
require "tmpdir"

port = 0
OptionParser.new { |options| options.on("--port N", Integer) { |given| port = given } }.parse!

# Rails and puma write to stdout what belongs to stderr: one line of JSON is all that goes to the real one.
ANNOUNCEMENTS = $stdout.dup
$stdout.reopen($stderr)

FOLDER = Dir.mktmpdir("actioncable-")
ENV["RAILS_ENV"] = "production"
ENV["DATABASE_URL"] = "sqlite3:#{FOLDER}/shop.sqlite3?pool=40&timeout=20000"

require "rails"
require "active_record/railtie"
require "action_controller/railtie"
require "action_cable/engine"

class Shop < Rails::Application
  config.root = FOLDER
  config.load_defaults Rails::VERSION::STRING.to_f
  config.eager_load = false
  config.secret_key_base = "only for tests"
  config.logger = ActiveSupport::TaggedLogging.new(Logger.new($stderr))
  config.log_level = :warn
  # Browsers' preflight and the like are out of the way; what is left is as Rails has it, also that an Origin which is
  # not the server's own, or none at all, is answered with 404.
  config.action_cable.mount_path = "/cable"
  config.action_cable.cable = { "adapter" => "async" }
  config.action_cable.worker_pool_size = 4
end

# Who a token belongs to.
module Person
  TOKENS = { "ada-token" => "ada", "ada-token-2" => "ada", "old-token" => "ada", "ben-token" => "ben" }.freeze
  EXPIRED = Concurrent::Set.new(["old-token"])
  REFUSED = Concurrent::AtomicFixnum.new

  def self.name_of(token)
    name = TOKENS[token] unless EXPIRED.include?(token)
    REFUSED.increment unless name
    name
  end
end

GETS = Concurrent::Map.new

# What Oriel fetches.
class ApiController < ActionController::API
  before_action do
    GETS.compute(request.path) { |count| count.to_i + 1 }
    @person = Person.name_of(request.authorization.to_s[/\ABearer (.+)\z/, 1])
    head :unauthorized, "WWW-Authenticate" => "Bearer" unless @person
  end

  # The last orders of a shop. `revision` counts all there ever were.
  def orders
    of_shop = Order.where(shop: params[:shop])
    rows = of_shop.order(id: :desc).limit(10).map { |order| { id: order.id, total: order.total } }
    render json: { shop: params[:shop], rows: rows, revision: of_shop.count }
  end

  def profile
    found = Profile.find_by!(person: @person)
    render json: { person: @person, name: found.name, revision: found.revision }
  end
end

# What a test asks of the server.
class ControlController < ActionController::API
  def order
    place(1)
  end

  def burst
    place(params[:count].to_i)
  end

  def profile
    found = Profile.find_by!(person: params[:person])
    revision = found.revision + 1
    found.update!(revision: revision, name: "#{params[:person].capitalize} #{revision}")
    render json: {}
  end

  # Told as Rails tells it to a token that was never good: not to come back with it.
  def expire
    Person::EXPIRED << params[:token]
    connections { |one| one.token == params[:token] }.each { |one| one.close(reason: "unauthorized", reconnect: false) }
    render json: {}
  end

  # What `remote_connections.where(…).disconnect(reconnect: false)` sends since Rails 7; before it, Rails had no frame
  # for this at all.
  def kick
    connections { |one| one.person == params[:person] }.each { |one| one.close(reason: "remote", reconnect: false) }
    render json: {}
  end

  # What puma's restart looks like to a client.
  def restart
    ActionCable.server.restart
    render json: {}
  end

  def counts
    sockets = connections { |one| one.subscriptions.identifiers.any? }.map(&:person).tally
    gets = GETS.keys.to_h { |path| [path, GETS[path]] }
    render json: { sockets: sockets, gets: gets, refused: Person::REFUSED.value }
  end

  private

  def place(count)
    count.times { Order.create!(shop: params[:shop], person: params[:person], total: 100) }
    render json: {}
  end

  def connections(&which)
    ActionCable.server.connections.select(&which)
  end
end

Shop.initialize!
Shop.routes.draw do
  get "/api/orders/:shop", to: "api#orders"
  get "/api/profile", to: "api#profile"
  get "/control/counts", to: "control#counts"
  %w[order burst profile expire kick restart].each { |action| post "/control/#{action}", to: "control##{action}" }
end

require File.expand_path("../../../docs/emitting/rails", __dir__)

ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  execute "PRAGMA journal_mode = WAL"
  create_table(:orders) { |table| [table.string(:shop), table.string(:person), table.integer(:total)] }
  add_index :orders, :shop
  create_table(:profiles) { |table| [table.string(:person), table.string(:name), table.integer(:revision)] }
end
%w[ada ben].each { |person| Profile.create!(person: person, name: person.capitalize, revision: 0) }

require "puma"
require "puma/server"

finish = proc do
  FileUtils.rm_rf(FOLDER)
  exit!(0)
end
%w[TERM INT].each { |signal| trap(signal, &finish) }

server = Puma::Server.new(Shop)
server.add_tcp_listener("127.0.0.1", port)
server.run
ANNOUNCEMENTS.puts(JSON.generate({ port: server.connected_ports.first }))
ANNOUNCEMENTS.flush

# Whoever started this program has ended when stdin ends.
$stdin.read
finish.call
