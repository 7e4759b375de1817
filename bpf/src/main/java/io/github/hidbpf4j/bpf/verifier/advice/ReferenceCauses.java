package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.List;
import java.util.function.Predicate;

/** Causes about leaked references and about releases of what was not acquired. */
final class ReferenceCauses {
  private static final String LEAK = "Unreleased reference id=\\d+ alloc_insn=(\\d+)";
  private static final String NOT_ACQUIRED =
      "reference has not been acquired before|is an unacquired reference|must be referenced when passed to release function|expects ref(?:count|erenc)ed PTR_TO_BTF_ID";

  private ReferenceCauses() {}

  /** The register with the released object; for most functions the first argument. */
  static int released(Situation s) {
    return s.calls(DataFunctions.KPTR_XCHG) ? 2 : 1;
  }

  private static boolean inCallback(Situation s) {
    VerifierState state = s.state();
    return state != null && (state.frame().inCallback() || state.frame().inAsyncCallback());
  }

  private static RejectionCause.Condition releasedIs(Predicate<RegisterState> property) {
    return (s, m) -> s.has(released(s), property);
  }

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("reference");
    leaks(t);
    releases(t);
    ownership(t);
    return t.causes();
  }

  private static void leaks(RejectionCause.Table t) {
    t.add(
        "leak-by-throw",
        LEAK,
        (s, m) -> s.calls(ControlFunctions.THROW),
        "a bpf_throw() while what slot {1} acquired{at 1} is not released",
        "its release before",
        "call {release 1} before bpf_throw()");
    t.add(
        "leak-of-exchanged",
        LEAK,
        (s, m) -> s.function(group(m, 1)) == DataFunctions.KPTR_XCHG,
        "a path to this end on which the old pointer, which slot {1} took out of the map{at 1}, is not released",
        "a release on every path",
        "if (old) release it: {release 1}");
    t.add(
        "leak-even-after-failure",
        LEAK,
        (s, m) -> Releases.mustReleaseOnFailure(s.function(group(m, 1))),
        "a path to this end on which what slot {1} made{at 1} is not released",
        "a release on every path, also where making it failed",
        "call {release 1} before each return, whatever the call returned");
    t.add(
        "leak-in-callback",
        LEAK,
        (s, m) -> inCallback(s),
        "a path to the end of the callback on which what slot {1} acquired{at 1} is not released",
        "a release on every path: a callback may not pass it on",
        "call {release 1} before each return of the callback");
    t.add(
        "leak",
        LEAK,
        "a path to this end on which what slot {1} acquired{at 1} is not released",
        "a release on every path",
        "call {release 1} before each return after the NULL check");
    t.add(
        "way-out",
        "tail_call would lead to reference leak|BPF_LD_\\[ABS\\|IND\\] cannot be mixed with",
        "a way out of the program while something acquired is still held",
        "its release before",
        "release it before");
  }

  private static void releases(RejectionCause.Table t) {
    t.add(
        "dynptr-released",
        "arg (\\d) is an unacquired reference",
        (s, m) -> s.pointedToObject(group(m, 1)),
        "{callee}() of a dynptr that was released already{gone 1}",
        "one release",
        "release it once only on each path");
    t.add(
        "dynptr-not-made",
        "arg (\\d) is an unacquired reference",
        (s, m) -> s.place(group(m, 1)) != null && !s.pointsToObject(group(m, 1)),
        "{callee}() of a variable in which bpf_ringbuf_reserve_dynptr() made no dynptr on this path",
        "a dynptr that holds a record",
        "reserve first, and release it once");
    t.add(
        "dynptr-of-callback",
        "CONST_PTR_TO_DYNPTR cannot be released",
        "{callee}() of the dynptr that the callback was called with",
        "a dynptr that this program made with bpf_ringbuf_reserve_dynptr()",
        "leave the call out: the caller of the callback releases that dynptr");
    t.add(
        "null",
        NOT_ACQUIRED,
        releasedIs(RegisterState::isNull),
        "{callee}() of NULL",
        "what was acquired",
        "call it only on the paths where there is something to release");
    t.add(
        "released-twice",
        NOT_ACQUIRED,
        (s, m) -> s.isScalar(released(s)) && s.loss(released(s)) != null,
        "{callee}() of a pointer that is no longer valid{since released}",
        "one release",
        "release it once only on each path");
    t.add(
        "untrusted",
        NOT_ACQUIRED,
        releasedIs(r -> (r.type() & RegisterType.PTR_UNTRUSTED) != 0),
        "a pointer read from memory{from released} as what {callee}() takes over: nothing "
            + "guarantees that it is still valid",
        "one that this program acquired",
        "acquire it first, or take it out of the map with bpf_kptr_xchg()");
  }

  private static void ownership(RejectionCause.Table t) {
    t.add(
        "in-list",
        NOT_ACQUIRED,
        releasedIs(r -> (r.type() & RegisterType.NON_OWN_REF) != 0),
        "a node that belongs to a list or tree{from released} as what {callee}() takes over",
        "one that this program owns",
        "take it out first: bpf_rbtree_remove(), bpf_list_pop_front()");
    t.add(
        "exchanged-not-owned",
        NOT_ACQUIRED,
        ((RejectionCause.Condition) (s, m) -> s.calls(DataFunctions.KPTR_XCHG))
            .and(releasedIs(r -> r.refObjId() == 0)),
        "a pointer that the program does not own{from r2} as the new value for bpf_kptr_xchg()",
        "one that this program acquired",
        "acquire it first (bpf_task_acquire() and the like, bpf_refcount_acquire()), then store it");
    t.add(
        "borrowed",
        NOT_ACQUIRED,
        releasedIs(
            r ->
                r.refObjId() == 0
                    && (r.type() & (RegisterType.PTR_TRUSTED | RegisterType.MEM_RCU)) != 0),
        "{callee}() of a pointer that the program was only lent{from released}",
        "one that this program acquired",
        "leave the release out: what a hook passes is not the program's to release, the context neither; or acquire it first");
    t.add(
        "not-acquired",
        NOT_ACQUIRED,
        "{callee}() of something that this program did not acquire, or released already",
        "what an acquiring call on this path gave",
        "release it once only, and only what this program acquired: the context of the hook is not");
    t.add(
        "moved",
        "R(\\d+) must have zero offset when passed to release func",
        (s, m) -> s.isConstant(group(m, 1)),
        "{callee}() of a pointer {offset 1} into what was acquired",
        "the pointer as it was acquired",
        "keep the first pointer for the release; that of a struct, not of its member");
    t.add(
        "moved-by-variable",
        "must have zero offset when passed to release func",
        "{callee}() of a pointer into what was acquired",
        "the pointer as it was acquired",
        "keep the first pointer for the release");
  }
}
