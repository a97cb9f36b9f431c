main :-
    read_line_to_string(user_input, Line),
    split_string(Line, " ", "", [Act|Words]),
    maplist([Word, Number]>>number_string(Number, Word), Words, Numbers),
    act(Act, Numbers).

act("add", [A, B]) :- C is A + B, writeln(C).
act("spin", _) :- spin.
act("eat", _) :- eat(4000000).
act("crash", _) :- throw(nothing_there).
act("read", _) :- total(0, Sum), writeln(Sum).
act("write", [N]) :- forall(between(1, N, _), writeln('0123456789abcdef')).
act("mul", [A, B]) :- C is A * B, writeln(C).
act("deep", [N]) :- depth(N, D), writeln(D).

spin :- repeat, fail.

eat(Cells) :- functor(Row, row, Cells), Twice is 2 * Cells, eat(Twice), arg(1, Row, _).

total(Sum, Total) :-
    read_line_to_string(user_input, Line),
    (   Line == end_of_file
    ->  Total = Sum
    ;   number_string(Number, Line),
        Next is Sum + Number,
        total(Next, Total)
    ).

depth(0, 0) :- !.
depth(N, D) :- M is N - 1, depth(M, E), D is E + 1.
