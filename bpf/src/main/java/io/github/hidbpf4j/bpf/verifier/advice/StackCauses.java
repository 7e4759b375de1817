package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import java.util.List;
import java.util.regex.Matcher;

/** Causes about the stack, and the objects on it: dynptrs and iterators. */
final class StackCauses {
  /** Groups: 1 register, 2 offset, 3 size. */
  private static final String OUTSIDE =
      "invalid (?:indirect )?(?:access to|read from|write to) stack R(\\d+) off=(-?\\d+) size=(\\d+)";

  /** Groups: 1 register, 2 offset, 3 byte, 4 size. */
  private static final String READ =
      "invalid(?: indirect)? read from stack (?:R(\\d+) )?off (-?\\d+)\\+(\\d+) size (\\d+)";

  private static final String INITIALIZED_DYNPTR =
      "Expected an initialized dynptr as (?:arg #|R)(\\d)";
  private static final String FRESH_DYNPTR = "Dynptr has to be an uninitialized dynptr";
  private static final String INITIALIZED_ITERATOR =
      "expected an initialized (iter_\\w+) as (?:arg #|R)(\\d)";

  private StackCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("stack");
    memory(t);
    stackReads(t);
    spills(t);
    dynptrs(t);
    reusedDynptrs(t);
    missingDynptrs(t);
    iterators(t);
    return t.causes();
  }

  /** Whether the byte at which a stack read failed is of this kind. */
  private static boolean reads(Situation s, Matcher m, int kind) {
    int pointer = m.group(1) == null ? s.loadedThrough() : group(m, 1);
    long at = Long.parseLong(m.group(2)) + Long.parseLong(m.group(3));
    return s.isStackPointer(pointer)
        && s.has(pointer, r -> s.stackHolds(r.frameNumber(), at, kind));
  }

  private static void memory(RejectionCause.Table t) {
    t.add(
        "callers-argument",
        OUTSIDE,
        (s, m) -> Long.parseLong(m.group(2)) >= 0 && group(m, 1) == FrameState.FRAME_POINTER,
        "an access {2} bytes above the frame pointer, where no variable of this function is",
        "a local variable: below the frame pointer",
        "pass at most five arguments to a function, and no struct by value; check that an index of a local array starts at 0");
    t.add(
        "argument",
        OUTSIDE,
        (s, m) -> s.isCall() && s.isStackPointer(group(m, 1)),
        "an argument of {callee}() that it takes for {3} bytes at fp{signed 2}, of which not all are local variables",
        "bytes from fp-512 to fp-1",
        "pass sizeof() the variable as its size, and bound a size that varies: if (size > sizeof(buffer)) return 0;");
    t.add(
        "above-frame",
        OUTSIDE,
        (s, m) -> Long.parseLong(m.group(2)) + Long.parseLong(m.group(3)) > 0,
        "an access of size {3} at fp{signed 2}, which goes beyond the end of the local variables",
        "an access below the frame pointer",
        "bound the index by the length of the local array, and pass sizeof() it as its size");
    t.add(
        "below-frame",
        OUTSIDE,
        (s, m) -> Long.parseLong(m.group(2)) < -512,
        "an access at fp{signed 2}, below the 512 bytes that the stack has",
        "a local variable",
        "keep the index of a local array from 0 on; large arrays belong in a map of one element or a global variable");
    t.add(
        "outside",
        OUTSIDE,
        "an access of size {3} at fp{signed 2}, which is outside the stack",
        "bytes from fp-512 to fp-1",
        "bound the index by the length of the local array");
  }

  private static void stackReads(RejectionCause.Table t) {
    t.add(
        "index",
        "invalid (?:unbounded )?variable-offset (?:indirect )?(?:access to|read from|write to) stack R(\\d+)",
        "an index into a local array that may leave the stack",
        "one within the array",
        "compare it before with the array's length, as unsigned: if (i >= LENGTH) return 0;");
    t.add(
        "index-to-helper",
        "variable offset stack pointer cannot be passed into helper function",
        "a pointer into a local array at a place that is not constant, as an argument of {callee}()",
        "a constant place",
        "pass the array as a whole, or copy the element to a separate variable");
    t.add(
        "dynptr-bytes",
        READ,
        (s, m) -> reads(s, m, StackSlot.DYNPTR),
        "a read of the bytes of a dynptr, whose meaning only the kernel knows",
        "its functions",
        "read the data through bpf_dynptr_read() or bpf_dynptr_data(); a dynptr cannot be copied or stored in a map");
    t.add(
        "iterator-bytes",
        READ,
        (s, m) -> reads(s, m, StackSlot.ITER),
        "a read of the bytes of an iterator",
        "its functions",
        "use what bpf_iter_..._next() returns; an iterator cannot be copied");
    t.add(
        "never-written",
        READ,
        (s, m) -> reads(s, m, StackSlot.INVALID),
        "a read of bytes of the stack that were never written on this path",
        "initialised bytes",
        "initialise the variable, padding included: struct s v = {}; or __builtin_memset()");
    t.add(
        "read",
        "invalid(?: indirect)? read from stack",
        "a read of bytes of the stack that hold no plain data",
        "initialised bytes",
        "initialise the variable: struct s v = {};");
  }

  private static void spills(RejectionCause.Table t) {
    t.add(
        "spill",
        "invalid size of register spill",
        "part of a pointer stored on the stack",
        "all 8 bytes of it",
        "store pointers in variables of a pointer type");
    t.add(
        "fill",
        "invalid size of register (?:spill|fill)",
        "part of a pointer read from the stack",
        "all 8 bytes of it",
        "do not reinterpret pointers: use a union or a variable of the right type");
    t.add(
        "callers-frame",
        "cannot spill pointers to stack into stack frame of the caller",
        "a pointer stored into a local variable of the calling function",
        "a number",
        "return the pointer, or store an index instead of it");
  }

  /** The object argument with this number, from 0. */
  private static int argument(Matcher m, int group) {
    return group(m, group) + 1;
  }

  /**
   * The first argument of the call that points to a dynptr that must be released, or to an
   * iterator; -1 when none does.
   */
  static int heldArgument(Situation s) {
    for (int r = 1; r <= 5; r++) {
      Situation.Place place = s.place(r);
      StackSlot slot = place == null ? null : s.stack(place);
      if (slot != null && s.pointsToObject(r) && slot.register.refObjId() != 0) {
        return r;
      }
    }
    return -1;
  }

  private static void dynptrs(RejectionCause.Table t) {
    t.add(
        "dynptr-const",
        "cannot release unowned const bpf_dynptr",
        "{callee}() of the dynptr that the callback was called with, which is not the callback's to release",
        "nothing: bpf_user_ringbuf_drain() releases it",
        "leave the call out");
    t.add(
        "dynptr-const-changed",
        "cannot pass pointer to const bpf_dynptr, the helper mutates it",
        "the callback's dynptr for {callee}(), which changes it",
        "a separate dynptr",
        "bpf_dynptr_clone() it first");
    t.add(
        "dynptr-const-made",
        FRESH_DYNPTR,
        (s, m) -> hasArgument(s, RegisterType.CONST_PTR_TO_DYNPTR),
        "the callback's own dynptr as the one that {callee}() is to make",
        "a local variable: struct bpf_dynptr",
        "declare a separate dynptr for it");
    t.add(
        "dynptr-variable-place",
        "dynptr has to be at a constant offset",
        "a dynptr at a place on the stack that is not constant",
        "a local variable",
        "use a variable for each dynptr, not an array with a variable index");
    t.add(
        "dynptr-middle",
        "cannot pass in dynptr at an offset=(-?\\d+)",
        "the address of another place than where a dynptr begins (fp{signed 1} is not)",
        "the address of the variable",
        "pass &ptr: nothing added to it");
  }

  private static void reusedDynptrs(RejectionCause.Table t) {
    t.add(
        "dynptr-in-use",
        FRESH_DYNPTR,
        "a dynptr that is in use, or another place than a variable of the stack, as the one that {callee}() is to make",
        "a fresh local variable",
        "release the first one before the variable is used again, or use another");
    t.add(
        "dynptr-referenced-reused",
        "cannot overwrite referenced dynptr",
        (s, m) -> s.isCall() && heldArgument(s) > 0,
        "{callee}() into the variable of a dynptr that must be released{made object}",
        "a fresh local variable",
        "submit or discard the first one before the variable is used again");
    t.add(
        "dynptr-referenced-overwritten",
        "cannot overwrite referenced dynptr",
        (s, m) -> s.isStore(),
        "a plain store into a dynptr that must be released",
        "its functions",
        "leave the variable alone until bpf_ringbuf_submit_dynptr() or bpf_ringbuf_discard_dynptr()");
    t.add(
        "dynptr-referenced",
        "cannot overwrite referenced dynptr",
        "something written over a dynptr that must be released",
        "its release before",
        "submit or discard it before the variable is used again");
  }

  private static void missingDynptrs(RejectionCause.Table t) {
    t.add(
        "dynptr-gone",
        INITIALIZED_DYNPTR,
        (s, m) -> s.pointedToObject(argument(m, 1)),
        "a dynptr that is no longer valid: it was released, invalidated or overwritten{gone next1}",
        "a dynptr that is valid on every path to here",
        "use it before that, or make it again");
    t.add(
        "dynptr-never-made",
        INITIALIZED_DYNPTR,
        (s, m) -> s.place(argument(m, 1)) != null && !s.pointsToObject(argument(m, 1)),
        "a variable in which no dynptr was made on this path, as argument {next 1} of {callee}()",
        "a dynptr that was made on every path to here",
        "bpf_dynptr_from_mem(), bpf_ringbuf_reserve_dynptr() or another first, and pass the address of that variable");
    t.add(
        "dynptr-not",
        INITIALIZED_DYNPTR + "|Expected a dynptr of type (\\S+) as arg",
        "no dynptr, or one of another kind, as an argument of {callee}()",
        "one that was made before by a function of that kind",
        "pass the address of the variable in which it was made");
    t.add(
        "dynptr-pointer",
        "arg#(\\d) expected pointer to stack or const struct bpf_dynptr",
        "a pointer to something else as argument {next 1}, where a dynptr is taken",
        "the address of a dynptr",
        "pass the address of a local struct bpf_dynptr, or the one that a callback got");
    t.add(
        "dynptr-moved",
        "(?:dereference of modified|negative offset|variable) dynptr_ptr",
        "a pointer to a dynptr to which something was added, as an argument of {callee}()",
        "the pointer as the callback got it",
        "use the offset argument of bpf_dynptr_data(), bpf_dynptr_read() or bpf_dynptr_write()");
    t.add(
        "dynptr-written",
        "potential write to dynptr at off=(-?\\d+) disallowed",
        "a buffer for {callee}() that reaches into the dynptr beside it, at fp{signed 1}",
        "a separate buffer",
        "pass sizeof() the buffer, and keep the dynptr in a variable outside of the struct");
    t.add(
        "dynptr-of-stack",
        "Unsupported reg type (\\S+) for bpf_dynptr_from_mem data",
        "a dynptr of memory of another kind ({1})",
        "memory of a map value",
        "use a map of one element, or a global variable, as the dynptr's memory");
  }

  private static boolean hasArgument(Situation s, int type) {
    for (int r = 1; r <= 5; r++) {
      if (s.isType(r, type)) {
        return true;
      }
    }
    return false;
  }

  private static void iterators(RejectionCause.Table t) {
    t.add(
        "iterator-in-use",
        "expected uninitialized (iter_\\w+) as (?:arg #|R)(\\d)",
        (s, m) -> s.pointsToObject(argument(m, 2)),
        "a variable in which an iterator is in use{made next2}",
        "a fresh one",
        "destroy the first one before the variable is used again, or use another");
    t.add(
        "iterator-not-fresh",
        "expected uninitialized (iter_\\w+) as (?:arg #|R)(\\d)",
        "no place for a new iterator as argument {next 2} of {callee}()",
        "a local variable at a constant place",
        "pass the address of a fresh local variable");
    t.add(
        "iterator-gone",
        INITIALIZED_ITERATOR,
        (s, m) -> s.pointedToObject(argument(m, 2)),
        "an iterator that is no longer valid: it was destroyed or overwritten{gone next2}",
        "an iterator that is valid on every path to here",
        "destroy it once, after the loop, and leave its variable alone before");
    t.add(
        "iterator-never-made",
        INITIALIZED_ITERATOR,
        (s, m) -> s.place(argument(m, 2)) != null && !s.pointsToObject(argument(m, 2)),
        "a variable in which no iterator was made on this path",
        "one that was made on every path to here",
        "call bpf_{1}_new() first, or use bpf_for(), bpf_repeat() or bpf_for_each(), which do");
    t.add(
        "iterator-not",
        INITIALIZED_ITERATOR + "|expected valid iter pointer as arg #(\\d)",
        "no iterator of that kind as an argument of {callee}()",
        "the address of the variable in which it was made",
        "pass that address");
    t.add(
        "iterator-place",
        "arg#(\\d) expected pointer to an iterator on stack",
        "an iterator elsewhere than on the stack as argument {next 1} of {callee}()",
        "a local variable",
        "declare the iterator as a local variable of the function");
  }
}
