# stdin: greet ada\nnonsense\nquit\n
import cmd
class Shell(cmd.Cmd):
    def do_greet(self, line):
        print('hello', line)
    def do_quit(self, line):
        return True
Shell().cmdloop('welcome')
