package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;

/**
 * Causes about possible NULL pointers, numbers in place of pointers, pointers of the wrong kind.
 */
final class PointerCauses {
  private static final String TEST = "test it before it is used: if (!p) return 0;";
  private static final String NUMBER = "R(\\d+) invalid mem access 'scalar'";
  private static final String WRONG_TYPE =
      "(?:^|; )R(\\d+) type=(\\S+) expected=(.*?)(?=;| \\[call]|$)";

  private PointerCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("pointer");
    nulls(t);
    nullArguments(t);
    structArguments(t);
    numbers(t);
    lostPointers(t);
    numbersAsPointers(t);
    arguments(t);
    otherArguments(t);
    kinds(t);
    return t.causes();
  }

  private static RejectionCause.Condition frame(Predicate<FrameState> property) {
    return (s, m) -> {
      VerifierState state = s.state();
      return state != null && property.test(state.frame());
    };
  }

  private static RejectionCause.Condition origin(ValueHistory.Kind kind) {
    return (s, m) -> s.origin(group(m, 1)).kind() == kind;
  }

  private static final RejectionCause.Condition NULLABLE = (s, m) -> s.mayBeNull(group(m, 1));

  private static void nulls(RejectionCause.Table t) {
    t.add(
        "null-data",
        "R(\\d+) (?:invalid mem access|pointer arithmetic on) '?(\\S*or_null\\w*)",
        (s, m) -> s.isEventData(group(m, 1)),
        "a pointer that may be NULL{from 1}",
        "one that was compared with NULL before",
        "test it before it is used: if (!data) return 0; hid_bpf_get_data() returns NULL when "
            + "more is requested than the buffer of the hook has (hctx->allocated_size)");
    t.add(
        "null-parameter",
        "R(\\d+) invalid mem access '(\\S*or_null\\S*)'",
        NULLABLE.and(origin(ValueHistory.Kind.PARAMETER)),
        "a pointer that may be NULL ({2}){from 1}",
        "one that was compared with NULL before",
        "test it in the function itself: if (!p) return 0; or make {function} static: a global function is verified on its own, for NULL as well, whatever its callers pass");
    t.add(
        "null-access",
        "R(\\d+) invalid mem access '(\\S*or_null\\S*)'",
        NULLABLE,
        "a pointer that may be NULL ({2}){from 1}",
        "one that was compared with NULL before",
        TEST);
    t.add(
        "null-arithmetic",
        "R(\\d+) pointer arithmetic on (\\w*or_null\\w*) prohibited",
        NULLABLE,
        "arithmetic on a pointer that may be NULL ({2}){from 1}",
        "one that was compared with NULL before",
        "test it before anything is added to it: if (!p) return 0;");
    t.add(
        "null-access-unknown",
        "invalid mem access '(\\S*or_null\\S*)'",
        "a pointer that may be NULL ({1})",
        "one that was compared with NULL before",
        TEST);
    t.add(
        "null-arithmetic-unknown",
        "pointer arithmetic on (\\w*or_null\\w*) prohibited",
        "arithmetic on a pointer that may be NULL ({1})",
        "one that was compared with NULL before",
        TEST);
  }

  private static void nullArguments(RejectionCause.Table t) {
    t.add(
        "null-moved-argument",
        "dereference of modified (\\S*or_null\\S*) ptr R(\\d+)",
        (s, m) -> s.mayBeNull(group(m, 2)),
        "a pointer that may be NULL ({1}){from 2} as an argument of {callee}()",
        "one that was compared with NULL before",
        "test the result before it is passed on: if (!p) return 0;");
    t.add(
        "null-helper-argument",
        "Possibly NULL pointer passed to helper arg(\\d)",
        NULLABLE,
        "a pointer that may be NULL{from 1} as argument {1} of {callee}()",
        "one that was compared with NULL before",
        "test it before the call: if (!p) return 0;");
    t.add(
        "null-kfunc-argument",
        "Possibly NULL pointer passed to trusted arg#?(\\d)",
        (s, m) -> s.isZero(group(m, 1) + 1),
        "NULL as argument {next 1} of {callee}(), which takes no NULL",
        "a pointer",
        "pass a pointer; on this path it is NULL");
    t.add(
        "null-kfunc-argument-maybe",
        "(?:Possibly NULL pointer passed to trusted arg#?|arg#)(\\d)(?! is expected to be non-NULL)",
        (s, m) -> s.mayBeNull(group(m, 1) + 1),
        "a pointer that may be NULL{from next1} as argument {next 1} of {callee}()",
        "one that was compared with NULL before",
        "test it before the call: if (!p) return 0;");
    t.add(
        "null-passed",
        "Possibly NULL pointer passed to (?:helper|trusted) arg#?(\\d)",
        "a pointer that may be NULL as an argument of {callee}()",
        "one that was compared with NULL before",
        "test it before the call: if (!p) return 0;");
    t.add(
        "null-object",
        "invalid PTR_TO_BTF_ID register for type match",
        "an object that may be NULL",
        "one that was compared with NULL before",
        "test the result of bpf_obj_new() before it is used: if (!p) return 0;");
    t.add(
        "null-to-global",
        "arg#\\d is expected to be non-NULL",
        "a pointer that may be NULL as an argument of a global function",
        "one that was compared with NULL before",
        "test it before the call, or mark the parameter __arg_nullable");
  }

  private static final String NO_STRUCT =
      "arg#(\\d) (?:pointer type STRUCT (\\S+) must point to scalar|is \\S+ expected (?:(?:STRUCT|UNION) )?(\\S+))";

  private static boolean isContext(Matcher message) {
    return KernelTypeNames.HID_BPF_CONTEXT.equals(message.group(2))
        || KernelTypeNames.HID_BPF_CONTEXT.equals(message.group(3));
  }

  /** Kernel structs passed to kernel functions. */
  private static void structArguments(RejectionCause.Table t) {
    RejectionCause.Condition number = (s, m) -> s.isScalar(group(m, 1) + 1);
    t.add(
        "invalidated-struct",
        NO_STRUCT,
        number.and((s, m) -> s.loss(group(m, 1) + 1) != null),
        "a pointer as argument {next 1} of {callee}() that is no longer valid, since {lost next1}",
        "one that the program still holds",
        "make this call before that one");
    t.add(
        "kept-context",
        NO_STRUCT,
        number.and((s, m) -> isContext(m) && s.isLoaded(group(m, 1) + 1)),
        "an address{from next1} from memory where the verifier knows of no pointer, as argument {next 1} of {callee}()",
        "a context that this function was given or has allocated: that of a hook is only valid inside of the hook",
        "keep the number of the device, hctx->hid->id, and get a context of its own where it is needed: hid_bpf_allocate_context(id), a NULL check, hid_bpf_release_context()");
    t.add(
        "number-for-struct",
        NO_STRUCT,
        number,
        "a number{from next1} as argument {next 1} of {callee}()",
        "a pointer to a struct of the kernel that the verifier follows: from the context or a call",
        "pass the pointer itself: it may not be kept in a map, a variable or an integer");
    t.add(
        "other-for-struct",
        NO_STRUCT,
        "another pointer{from next1} as argument {next 1} of {callee}()",
        "a pointer to the struct of the kernel that the function takes",
        "pass what the function's prototype asks for: the context of the hook, or what hid_bpf_allocate_context() returned");
  }

  private static void numbers(RejectionCause.Table t) {
    t.add(
        "null-branch",
        NUMBER,
        (s, m) -> {
          ValueHistory.Loss loss = s.loss(group(m, 1));
          return s.isZero(group(m, 1)) && loss != null && RegisterType.mayBeNull(loss.type());
        },
        "a pointer that is NULL on this path: the comparison{lostat 1} found it so",
        "an access on the paths where it is not",
        "return in the branch in which it is NULL, or turn the comparison round");
    t.add(
        "null-callback",
        NUMBER,
        ((RejectionCause.Condition) (s, m) -> s.isZero(group(m, 1)))
            .and(frame(f -> f.inCallback()))
            .and(origin(ValueHistory.Kind.PARAMETER)),
        "the callback's parameter, which is NULL: the call passes NULL as its context",
        "a pointer to the context",
        "pass the address of a variable as the context of the call, or do not use it in the callback");
    t.add(
        "iterator-end",
        NUMBER,
        (s, m) -> s.isZero(group(m, 1)) && s.isIteratorNext(group(m, 1)),
        "an access through NULL, which is what the iterator gives at its end{from 1}",
        "a pointer that was compared with NULL before",
        "test it: while ((p = bpf_iter_..._next(&it))) { ... }, or use bpf_for() or bpf_for_each()");
    t.add(
        "null-constant",
        NUMBER,
        ((RejectionCause.Condition) (s, m) -> s.isZero(group(m, 1)))
            .and(origin(ValueHistory.Kind.RESULT).not()),
        "an access through NULL{from 1}",
        "a pointer to memory",
        "set the pointer on every path that leads here, or return before");
  }

  private static void lostPointers(RejectionCause.Table t) {
    t.add(
        "invalidated",
        NUMBER,
        (s, m) -> {
          ValueHistory.Loss loss = s.loss(group(m, 1));
          return loss != null && !s.callee(loss.slot()).isEmpty();
        },
        "a pointer that is no longer valid, since {lost 1}",
        "one into memory that still is the program's",
        "use it before that call, or get a new pointer after it");
    t.add(
        "overwritten-object",
        NUMBER,
        (s, m) -> s.loss(group(m, 1)) != null,
        "a pointer that is no longer valid, since what it points into was overwritten{lostat 1}",
        "one into memory that still is the program's",
        "use it before, or get a new pointer after it");
    t.add(
        "truncated",
        NUMBER,
        origin(ValueHistory.Kind.TRUNCATED),
        "the low 32 bits of a pointer{from 1}",
        "the whole pointer",
        "keep pointers in pointer variables: no cast to int or __u32");
    t.add(
        "patched",
        NUMBER,
        origin(ValueHistory.Kind.PATCHED),
        "a pointer kept on the stack of which a part was overwritten{from 1}",
        "the pointer as it was stored",
        "keep it in a separate variable; do not let an array beside it be written beyond its end");
    t.add(
        "computed",
        NUMBER,
        origin(ValueHistory.Kind.COMPUTED),
        "a number{from 1}, used as a pointer",
        "a pointer plus or minus a bounded number",
        "add to a pointer only what is a number, and let nothing else be done with it: no difference of pointers, no masks, no shifts");
  }

  private static void numbersAsPointers(RejectionCause.Table t) {
    t.add(
        "constant-address",
        NUMBER,
        origin(ValueHistory.Kind.CONSTANT).and((s, m) -> s.isConstant(group(m, 1))),
        "an address that the program made up ({value 1})",
        "a pointer that the verifier follows: from the context, a map, a call",
        "take the address from what the program is given");
    t.add(
        "returned-number",
        NUMBER,
        origin(ValueHistory.Kind.RESULT),
        "a number{from 1}, used as a pointer",
        "a pointer",
        "declare the function with the prototype that the kernel has (vmlinux.h): what it returns is a number");
    t.add(
        "loaded-number",
        NUMBER,
        origin(ValueHistory.Kind.LOADED),
        "an address{from 1} from memory where the verifier knows of no pointer",
        "a pointer that the verifier follows: from the context, a map, a call",
        "do not keep pointers in maps, variables or reports (a __kptr field may hold one); memory at an address from elsewhere is read with bpf_probe_read_kernel()");
    t.add(
        "parameter-number",
        NUMBER,
        origin(ValueHistory.Kind.PARAMETER),
        "a parameter that is a number here, used as a pointer{from 1}",
        "a pointer",
        "declare the parameter as a pointer to a type whose size is known, or make the function static");
    t.add(
        "number",
        "invalid mem access '(scalar|inv)'",
        "a number where a pointer is needed",
        "a pointer that the verifier follows: from the context, a map, a call",
        "do not keep pointers as integers or read them back from plain memory; a pointer into something released, unlocked or invalidated is a number too");
  }

  private static void arguments(RejectionCause.Table t) {
    t.add(
        "null-argument",
        WRONG_TYPE,
        (s, m) ->
            m.group(2).contains("or_null")
                && List.of(m.group(3).split(", ", -1))
                    .contains(m.group(2).replaceFirst("_or_null", "")),
        "a pointer that may be NULL ({2}){from 1} as argument {1} of {callee}()",
        "{wanted 3}, compared with NULL before",
        "test it before the call: if (!p) return 0;");
    t.add(
        "null-inner-map",
        "R(\\d+) type=map_value_or_null expected=(map_ptr)",
        NULLABLE,
        "a map of a map of maps that may not be there{from 1}",
        "one that was compared with NULL before",
        "test the result of the first look-up: if (!inner) return 0;");
    t.add(
        "null-number-argument",
        WRONG_TYPE,
        (s, m) -> s.isZero(group(m, 1)),
        "NULL as argument {1} of {callee}()",
        "{wanted 3}",
        "pass a pointer: this argument may not be NULL");
    t.add(
        "invalidated-argument",
        WRONG_TYPE,
        (s, m) -> s.isScalar(group(m, 1)) && s.loss(group(m, 1)) != null,
        "a pointer as argument {1} of {callee}() that is no longer valid, since {lost 1}",
        "{wanted 3}",
        "use it before that call, or get a new pointer after it");
    t.add(
        "number-argument",
        WRONG_TYPE,
        (s, m) -> s.isScalar(group(m, 1)),
        "a number ({value 1}){from 1} as argument {1} of {callee}()",
        "{wanted 3}",
        "pass the address of a variable, of a map value, or what the prototype asks for; check the order of the arguments");
  }

  private static void otherArguments(RejectionCause.Table t) {
    t.add(
        "percpu-argument",
        "R(\\d+) type=(\\S+) expected=(percpu_ptr.*?)(?=;| \\[call]|$)",
        (s, m) -> s.hasFlag(group(m, 1), RegisterType.PTR_UNTRUSTED),
        "a pointer as argument 1 of {callee}() that need not be valid any more and is not per CPU ({2})",
        "a per-CPU pointer: of a __percpu variable of the kernel, or a __percpu_kptr field read inside an RCU read section",
        "take it inside bpf_rcu_read_lock(), from a field that is marked __percpu_kptr");
    t.add(
        "not-percpu-argument",
        "R(\\d+) type=(\\S+) expected=(percpu_ptr.*?)(?=;| \\[call]|$)",
        "a pointer as argument 1 of {callee}() that is not per CPU ({2})",
        "a per-CPU pointer: of a __percpu variable of the kernel, or a __percpu_kptr field",
        "leave the call out: this pointer can be used directly");
    t.add(
        "dynptr-elsewhere",
        "R(\\d+) type=(\\S+) expected=fp, dynptr_ptr",
        "a dynptr in other memory than the stack ({2}) as argument {1} of {callee}()",
        "a local variable",
        "declare struct bpf_dynptr as a local variable of the function");
    t.add(
        "ringbuf-argument",
        "R(\\d+) type=(\\S+) expected=ringbuf_mem",
        "memory that bpf_ringbuf_reserve() did not give ({2}){from 1} as argument {1} of {callee}()",
        "what bpf_ringbuf_reserve() returned",
        "a record of bpf_ringbuf_reserve_dynptr() is released with bpf_ringbuf_submit_dynptr() "
            + "or bpf_ringbuf_discard_dynptr()");
    t.add(
        "other-argument",
        WRONG_TYPE,
        "{2} in R{1}, argument {1} of {callee}()",
        "{wanted 3}",
        "pass the address of a variable on the stack, of a map value, or what the function's prototype asks for");
    t.add(
        "other-struct",
        "R(\\d+) is of type (\\S+) but (\\S+) is expected",
        "a pointer to {2} in R{1}",
        "{wanted 3}",
        "pass a pointer of that type");
  }

  private static void kinds(RejectionCause.Table t) {
    t.add(
        "dynptr-access",
        "invalid mem access 'dynptr_ptr'",
        "a dynptr used as plain memory",
        "its functions",
        "read and write through bpf_dynptr_read(), bpf_dynptr_write() or bpf_dynptr_data()");
    t.add(
        "percpu-access",
        "invalid mem access '(\\S*percpu\\S*)'|access percpu memory",
        "plain access through a per-CPU pointer",
        "a pointer to the copy of one CPU",
        "bpf_this_cpu_ptr() or bpf_per_cpu_ptr() gives it");
    t.add(
        "user-access",
        "access user memory",
        "plain access to memory of a user process",
        "a copy",
        "copy it with bpf_probe_read_user(), or bpf_copy_from_user() where code may sleep");
    t.add(
        "map-access",
        "invalid mem access 'map_ptr'",
        "access to a map itself",
        "a value in it",
        "look the value up: bpf_map_lookup_elem()");
    t.add(
        "function-access",
        "invalid mem access 'func'",
        "access to the code of a function",
        "a call",
        "pass functions to bpf_loop(), bpf_timer_set_callback() and the like");
    t.add(
        "kind-access",
        "invalid mem access '(\\S+)'",
        "plain access through a pointer that only functions may take ({1})",
        "memory",
        "pass it to the helper or kfunc that takes such a pointer");
  }
}
