# A backend's half with Rails: a channel that streams for the person, and a signal after every commit.
#
# `Person.name_of(token)` is your own code, and so are the tables. In a Rails application these four classes lie in
# app/channels and app/models. To run this file, see the foot of docs/emitting.md.

# [connect]
module ApplicationCable
  # One socket. Whoever is not known is told so in a frame, and not to come back.
  class Connection < ActionCable::Connection::Base
    identified_by :person, :token

    def connect
      self.token = request.authorization.to_s[/\ABearer (.+)\z/, 1] || request.params[:token]
      self.person = Person.name_of(token) || reject_unauthorized_connection
    end
  end

  class Channel < ActionCable::Channel::Base
  end
end
# [/connect]

# [join]
# Clients subscribe to {"channel": "UserChannel"}. `confirm_subscription` is sent when the stream is joined: it is the
# acknowledgement, and nothing that is signalled after it can be missed.
class UserChannel < ApplicationCable::Channel
  def subscribed
    stream_for person
  end

  # Tells one person's sockets that something changed. What, not how: they ask for the data themselves.
  def self.signal(person, event, data = {})
    broadcast_to(person, { event: event, data: data })
  end
end
# [/join]

# [signal]
# `after_commit`, not `after_save`: a signal before the commit would make everybody read the old orders.
class Order < ActiveRecord::Base
  after_create_commit { UserChannel.signal(person, "order_placed", { shop: shop }) }
end
# [/signal]

class Profile < ActiveRecord::Base
  after_update_commit { UserChannel.signal(person, "profile_updated") }
end
