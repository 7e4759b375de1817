package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import java.util.List;

/** Causes about callable functions and their arguments, callbacks, and exceptions. */
final class CallCauses {
  private static final String NOT_CONSTANT =
      "R(\\d+) (?:is not a known constant|must be a known constant|is not a const\\b)";
  private static final String THROW_IN_CALLBACK =
      "bpf_throw kfunc \\(insn (\\d+)\\) cannot be called from callback";

  private CallCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("call");
    functions(t);
    mapsOfCalls(t);
    arguments(t);
    pointerArguments(t);
    callbacks(t);
    exceptions(t);
    return t.causes();
  }

  private static void functions(RejectionCause.Table t) {
    t.add(
        "data-elsewhere",
        "calling kernel function (hid_bpf_get_data) is not allowed",
        "a call of {1}() from {hook}",
        "a call from a hook: there is no report or descriptor elsewhere",
        "ask the device for a report with hid_bpf_hw_request(..., HID_REQ_GET_REPORT), or leave what is needed in a map or global variable in the hook");
    t.add(
        "inject-elsewhere",
        "calling kernel function (hid_bpf_try_input_report) is not allowed",
        "a call of {1}() from {hook}",
        "a call from a hook that may not sleep",
        "call hid_bpf_input_report() instead, which is for code that may sleep");
    t.add(
        "kfunc-not-allowed",
        "calling kernel function (\\S+) is not allowed",
        (s, m) -> m.group(1).startsWith("hid_bpf_"),
        "a call of {1}() from {hook}",
        "a kfunc that programs of this type may call under profile {kernel}",
        "move the call to a program of a type that may: HID kfuncs are for struct_ops (or fmod_ret) hooks and syscall programs, docs/hid-bpf.md says which for which");
    t.add(
        "kfunc-of-other-types",
        "calling kernel function (\\S+) is not allowed",
        "a call of {1}() from {hook}",
        "a kfunc that programs of this type may call under profile {kernel}",
        "use another function, or a program of a type that has it");
    t.add(
        "helper-not-allowed",
        "program of this type cannot use helper (\\S+?)#",
        "a call of helper {1}() from {hook}",
        "a helper that programs of this type have",
        "use another one, or a kfunc");
    t.add(
        "not-gpl",
        "cannot call GPL-restricted function|cannot call kernel function from non-GPL|must have a GPL compatible license|from non-GPL compatible program",
        "licence '{license}'",
        "a licence compatible with the GPL",
        "char _license[] SEC(\"license\") = \"GPL\"; or \"Dual BSD/GPL\"");
    t.add(
        "no-helper",
        "invalid func (\\S+)",
        "a call of {1}, which is not a helper of this kernel",
        "a helper of profile {kernel}",
        "compile with the vmlinux.h of this profile (hidbpf btf --kernel {kernel})");
    t.add(
        "kfunc-not-modelled",
        "calling kernel function (\\S+) is not supported here",
        "a call of {1}(), whose rules this verifier does not know; Linux may accept it",
        "functions that it knows",
        "do without {1}(), or ask the kernel itself");
    t.add(
        "weak-kfunc",
        "invalid kernel function call not eliminated",
        "a call of a weak kfunc that this kernel lacks",
        "one that bpf_ksym_exists() rules out",
        "call it only inside if (bpf_ksym_exists(...)), or choose the kernel that has it (--kernel)");
  }

  private static void mapsOfCalls(RejectionCause.Table t) {
    t.add(
        "map-type",
        "cannot pass map_type (\\d+) into func (\\S+?)#",
        "a map of type {1} for {2}()",
        "a type of map that {2}() takes",
        "choose another map type, or the helper for this one");
    t.add(
        "no-map",
        "fd (-?\\d+) is not pointing to valid bpf_map",
        "a map that does not belong to the object",
        "a map",
        "define it in SEC(\".maps\") and pass its address");
    t.add(
        "not-a-map",
        "pointer in R(\\d+) isn't map pointer",
        "something that is not a map as argument {1} of {callee}()",
        "the address of a map",
        "define it in SEC(\".maps\") and pass &map");
    t.add(
        "global-result",
        "Global function (\\S+)\\(\\) (?:doesn't return scalar|return value not void or scalar)",
        "a global function that does not return a number: {1}()",
        "an integer result",
        "make it static, or return an int");
    t.add(
        "recursion",
        "recursive call from (\\S+)\\(\\) to (\\S+)\\(\\)",
        "a function that calls itself, directly or through others: {1}() calls {2}()",
        "calls that go one way: the verifier follows each to its end",
        "write it as a loop: for (i = 0; i < MAX; i++), bpf_for() or bpf_loop()");
  }

  private static void arguments(RejectionCause.Table t) {
    t.add(
        "hid-data-size",
        NOT_CONSTANT,
        (s, m) -> s.requestsEventData() && s.isVariable(group(m, 1)),
        "a size for hid_bpf_get_data() that is not the same number on every path: {value 1}",
        "a constant",
        "ask for the most bytes that the program reads, a literal or sizeof(), and test the "
            + "result: if (!data) return 0; hctx->size is the number of bytes of the report");
    t.add(
        "not-constant",
        NOT_CONSTANT,
        (s, m) -> s.isVariable(group(m, 1)),
        "an argument {1} of {callee}() that is not the same number on every path: {value 1}",
        "a constant",
        "pass a literal or sizeof(), not a variable; ask for the most that is needed, and test what is there");
    t.add(
        "not-a-number",
        NOT_CONSTANT + "|R(\\d+) is not a scalar",
        (s, m) -> s.has(group(m, 1), r -> !r.isScalar()),
        "something that is not a number as argument {1} of {callee}()",
        "a constant",
        "check the order of the arguments");
    t.add(
        "constant",
        "(?:is not a known constant|must be a known constant|is not a const\\b|R(\\d+) is not a scalar)",
        "an argument of {callee}() that is not a known number",
        "a constant",
        "pass a literal or sizeof(), not a variable");
    t.add(
        "context",
        "arg#(\\d+) expect(?:ed|s) pointer to ctx",
        "another pointer as argument {next 1} of {callee}()",
        "the context that the program was called with",
        "pass the context of the hook, unchanged");
  }

  private static void pointerArguments(RejectionCause.Table t) {
    t.add(
        "untrusted",
        "R(\\d+) must be referenced or trusted",
        "a pointer that need not be valid any more{from 1} as argument {1} of {callee}()",
        "one from the context, or from an acquiring kfunc",
        "use the pointer that the hook passes, or acquire it; what is read from other structs is not trusted");
    t.add(
        "not-rcu",
        "R(\\d+) must be a rcu pointer",
        "a pointer that RCU does not protect{from 1} as argument {1} of {callee}()",
        "one read inside an RCU read section, or trusted",
        "bpf_rcu_read_lock() before it is read, unlock after the call");
    t.add(
        "other-struct",
        "args#(\\d+) expected pointer to (\\S+ \\S+) but R\\d has a pointer to (\\S+ \\S+)",
        "{3} as argument {next 1} of {callee}()",
        "{2}",
        "pass a pointer of that type");
    t.add(
        "string",
        "does not point to a readonly map|doesn't point to a const string|is not a constant address|string is not zero-terminated|direct value access on string failed",
        "a string of {callee}() that is not a constant",
        "a string literal, or a const array that ends in 0",
        "use a literal, or static const char text[] = \"...\";");
    t.add(
        "format",
        "Invalid format string",
        "a format that {callee}() does not know",
        "conversions that it has: %d, %u, %x, %ld, %lld, %s, %p",
        "use one of them, with as many arguments");
    t.add(
        "caller",
        "Caller passes invalid args into func#\\d+ \\('(\\S+)'\\)",
        "arguments that do not fit the prototype of global function {1}",
        "what its prototype says, non-NULL",
        "test pointers before the call, or make the function static");
    t.add(
        "depth",
        "the call stack of (\\d+) frames is too deep",
        "more than 8 functions on the call stack at once",
        "at most 8",
        "make some functions __always_inline, and call none recursively");
  }

  private static void callbacks(RejectionCause.Table t) {
    t.add(
        "callback-global",
        "callback function not static",
        "a global function as a callback",
        "a static one",
        "make it static");
    t.add(
        "callback-main",
        "callback function cannot be the main program",
        "the program itself as its callback",
        "a static function",
        "write one for the callback");
    t.add(
        "callback-missing",
        "arg(\\d) expected pointer to func",
        "something that is not a function as argument {next 1} of {callee}()",
        "a static function of the program",
        "pass the function's name");
    t.add(
        "tail-call-map",
        "expected prog array map for tail call|kernel subsystem misconfigured verifier",
        "a tail call through a map that is not an array of programs",
        "a map of type BPF_MAP_TYPE_PROG_ARRAY",
        "pass that map to {callee}()");
    t.add(
        "struct-for-memory",
        "kernel function (\\w+) \\S+ pointer type .+ is not supported",
        "a struct of the kernel where {callee}() takes memory",
        "memory: the report's bytes, a map's value, a variable on the stack",
        "copy what is needed to a variable, and pass that to {callee}()");
    t.add(
        "callback-never-called",
        "No program (?:starts|to jit) at insn \\d+",
        "the address of {addressed}, which no path calls: the kernel takes the function out as dead code",
        "a callback that some path calls",
        "take the address where it is used only, or leave it out");
    t.add(
        "callback-map",
        "callback function not allowed for map",
        "bpf_for_each_map_elem() of a map that has no such loop",
        "an array or hash",
        "choose another map type, or loop over keys with bpf_loop()");
  }

  private static void exceptions(RejectionCause.Table t) {
    t.add(
        "throw-in-callback",
        THROW_IN_CALLBACK,
        "a bpf_throw(){at 1} that a callback may get to: of bpf_loop(), of a timer, of a tree, or the exception callback itself",
        "bpf_throw() in the program and its functions only",
        "return from the callback with a result that says so, and throw after the call");
    t.add(
        "exception-callback-argument",
        "exception cb only supports single integer argument",
        "an exception callback with other parameters",
        "int callback(u64 cookie)",
        "declare it so");
    t.add(
        "exception-callback-called",
        "insn (\\d+) cannot call exception cb directly",
        "a call of the exception callback{at 1}",
        "a bpf_throw()",
        "move what both need to a separate function");
    t.add(
        "exception-callbacks",
        "multiple exception callback tags",
        "several __exception_cb() tags on one program",
        "one",
        "leave one of them");
    t.add(
        "exception-callback-result",
        "At program exit the register R0 has",
        (s, m) -> s.state() != null && s.state().frame().inExceptionCallback(),
        "{value r0} as the result of the exception callback, which is that of the program",
        "what the program may return",
        "return a constant of the program's range from the callback");
    t.add(
        "cookie",
        "At program exit the register R1 has",
        (s, m) -> s.calls(ControlFunctions.THROW),
        "the cookie {value r1} of bpf_throw(): without an exception callback it is the program's result",
        "what the program may return",
        "throw a value of that range, or give the program an exception callback: __exception_cb(function)");
    t.add(
        "exception-callback",
        "exception callback|exception cb",
        "an exception callback that cannot be used",
        "one global function int callback(u64 cookie) for each program",
        "declare it so, and name it in __exception_cb()");
    t.add(
        "int-only",
        "(\\S+) is only allowed in functions that return 'int'",
        "{1} in a function that returns no int",
        "int as its result",
        "change the function's result, or remove it");
  }
}
