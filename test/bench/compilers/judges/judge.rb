# Says of Ruby files what Ruby says of them: see judge.ts for what is read and written.
require 'digest'

# Line numbers and places say nothing of what is executed.
PLACES = %i[code_location node_id node_ids].freeze

def instructions(node, in_body: false)
  case node
  when Array
    if node[0] == 'YARVInstructionSequence/SimpleDataFormat'
      # Behind the versions: misc, label, path, real path, first line, type, locals, arguments, catch table, body.
      _, _, _, _, misc, label, _, _, _, type, locals, args, catches, body = node
      kept = misc.reject { |key, _| PLACES.include?(key) }
      bare = body.reject { |one| one.is_a?(Integer) || (one.is_a?(Symbol) && one.to_s.start_with?('RUBY_EVENT')) }
      [kept, label, type, locals, args, instructions(catches), bare.map { |one| instructions(one) }]
    else
      node.map { |one| instructions(one) }
    end
  when Hash
    node.map { |key, value| [key, instructions(value)] }
  else
    node
  end
end

$stdin.each_line(chomp: true) do |line|
  path, _name, _folder, wants_code = line.split("\t", -1)
  code = ''
  errors = []
  begin
    verbose = $VERBOSE
    $VERBOSE = nil
    compiled = RubyVM::InstructionSequence.compile(File.read(path, encoding: 'UTF-8'), 'file', 'file', 1)
    code = Digest::SHA256.hexdigest(instructions(compiled.to_a).inspect) if wants_code == '1'
  rescue SyntaxError, ArgumentError, EncodingError => e
    errors << "h#{e.message.tr("\t\n\r", '   ').scrub}"
  ensure
    $VERBOSE = verbose
  end
  $stdout.puts([path, code, *errors].join("\t"))
  $stdout.flush
end
