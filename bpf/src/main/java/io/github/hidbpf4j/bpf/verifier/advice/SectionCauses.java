package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.verifier.state.HeldLock;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.List;
import java.util.function.Predicate;

/** Causes about non-sleepable code, locks, RCU read sections, disabled preemption. */
final class SectionCauses {
  private SectionCauses() {}

  private static RejectionCause.Condition state(Predicate<VerifierState> property) {
    return (s, m) -> s.state() != null && property.test(s.state());
  }

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("section");
    sleeping(t);
    sleepableKinds(t);
    resilientLocks(t);
    locks(t);
    collectionLocks(t);
    regions(t);
    unmatchedRegions(t);
    interrupts(t);
    return t.causes();
  }

  private static void sleeping(RejectionCause.Table t) {
    t.add(
        "sleeping-kfunc",
        "program must be sleepable to call sleepable kfunc (\\w+)",
        "a call of {1}(), which may sleep, in code that may not",
        "code that may sleep: a sleepable hook, a SEC(\"syscall\") program, a bpf_wq callback",
        "{sleep}");
    t.add(
        "sleeping-helper",
        "helper call might sleep in a non-sleepable prog",
        "a call of {callee}(), which may sleep, in code that may not",
        "code that may sleep: a sleepable hook, a SEC(\"syscall\") program, a bpf_wq callback",
        "{sleep}");
    t.add(
        "sleeping-under-rcu",
        "(?:kernel func|sleepable helper) (\\w+)(?:#\\d+)? (?:is sleepable with)?in rcu_read_lock region",
        "a call of {1}(), which may sleep, in an RCU read section",
        "a call outside",
        "bpf_rcu_read_unlock() before the call, or collect what is needed and call afterwards");
    t.add(
        "sleeping-without-preemption",
        "(?:kernel func|sleepable helper) (\\w+)(?:#\\d+)? (?:is sleepable with)?in non-preemptible region",
        "a call of {1}(), which may sleep, with preemption disabled",
        "a call outside",
        "bpf_preempt_enable() before the call, or collect what is needed and call afterwards");
    t.add(
        "sleeping-without-interrupts",
        "(?:kernel func|sleepable helper) (\\w+)(?:#\\d+)? (?:is sleepable with)?in IRQ-disabled region",
        "a call of {1}(), which may sleep, with interrupts off",
        "a call outside",
        "bpf_local_irq_restore() before the call, or collect what is needed and call afterwards");
  }

  private static void sleepableKinds(RejectionCause.Table t) {
    t.add(
        "mixed-global-function",
        "global function '?(\\S+?)'? is called from both sleepable and non-sleepable code",
        "a global function that code calls which may sleep, and code which may not",
        "one of the two, under profile {kernel}",
        "make {1} static: then it is verified at each call");
    t.add(
        "map-of-sleepable",
        "Sleepable programs can only use array",
        "a map of another type in a sleepable program",
        "an array, hash, ring buffer or local storage map",
        "choose another map type, or a hook that does not sleep");
    t.add(
        "sleepable-kind",
        "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable",
        "a sleepable program of another kind: {hook}",
        "a program without BPF_F_SLEEPABLE",
        "use the section name without .s");
    t.add(
        "syscall-sleeps",
        "Syscall programs can only be sleepable",
        "a syscall program loaded without BPF_F_SLEEPABLE",
        "a sleepable one",
        "name its section SEC(\"syscall\")");
    t.add(
        "hook-never-sleeps",
        "^(\\S+) is not sleepable",
        "a sleepable program for {1}(), which may not sleep",
        "a program without BPF_F_SLEEPABLE",
        "use the section name without .s");
    t.add(
        "css-task-iterator",
        "css_task_iter is only allowed",
        "an iterator over the tasks of a cgroup in code that may not sleep",
        "a sleepable, LSM or iterator program",
        "{sleep}");
  }

  private static boolean isResilient(VerifierState state) {
    HeldLock held = state.activeLock();
    return held != null && HeldLock.RESILIENT.contains(held.kind());
  }

  private static void resilientLocks(RejectionCause.Table t) {
    t.add(
        "global-call-under-resilient-lock",
        "global function calls are not allowed while holding a lock",
        state(SectionCauses::isResilient),
        "a call of a global function between bpf_res_spin_lock() and bpf_res_spin_unlock()",
        "static functions only",
        "make the function static, or unlock before the call");
    t.add(
        "call-under-resilient-lock",
        "function calls are not allowed while holding a lock",
        state(s -> isResilient(s) && !s.frame().inCallback()),
        "a call of {callee}() between bpf_res_spin_lock() and bpf_res_spin_unlock()",
        "no calls but those of such locks, and of functions of lists and trees",
        "copy what the call needs, bpf_res_spin_unlock(), then call");
    t.add(
        "resilient-lock-held-at-end",
        "BPF_EXIT instruction in main prog cannot be used inside bpf_spin_lock-ed",
        state(SectionCauses::isResilient),
        "a path that ends with the lock held",
        "bpf_res_spin_unlock() on every path on which bpf_res_spin_lock() returned 0",
        "unlock before each return");
    t.add(
        "same-lock-again",
        "Acquiring the same lock again",
        "{callee}() of a lock that is held already",
        "another lock, or none",
        "unlock it before, or leave the inner pair out");
    t.add(
        "resilient-not-locked",
        "bpf_res_spin_unlock without taking a lock",
        "{callee}() on a path that took no lock, as one on which bpf_res_spin_lock() has failed",
        "bpf_res_spin_lock() before it, and that it returned 0",
        "test it: if (bpf_res_spin_lock(&v->lock)) return 0;");
    t.add(
        "other-resilient-lock",
        "bpf_res_spin_unlock of different lock",
        "{callee}() of another lock than those that are held, or with interrupts on where they are off",
        "the lock that was taken, through the same pointer, by the function of the same pair",
        "look the element up once; bpf_res_spin_unlock_irqrestore() pairs with bpf_res_spin_lock_irqsave()");
    t.add(
        "locks-order",
        "spin_unlock cannot be out of order",
        "{callee}() of a lock that was not taken last",
        "the one that was taken last, first",
        "unlock in the reverse order");
    t.add(
        "no-place-of-lock",
        "doesn't point to map value or allocated object",
        "a lock in other memory as an argument of {callee}()",
        "one in a map value, a global variable or an object",
        "put it into the map value beside what it guards, and test the look-up for NULL");
    t.add(
        "interrupts-of-another",
        "irq flag acquired by (\\w+) kfuncs cannot be restored",
        "{callee}() of what another pair of functions has saved",
        "bpf_res_spin_unlock_irqrestore() of what bpf_res_spin_lock_irqsave() has saved, bpf_local_irq_restore() of what bpf_local_irq_save() has",
        "take a variable for each pair");
  }

  private static void locks(RejectionCause.Table t) {
    t.add(
        "global-call-under-lock",
        "global function calls are not allowed while holding a lock",
        "a call of a global function between bpf_spin_lock() and bpf_spin_unlock()",
        "static functions only",
        "make the function static, or unlock before the call");
    t.add(
        "call-in-comparison",
        "function calls are not allowed while holding a lock",
        state(s -> s.activeLock() != null && s.frame().inCallback()),
        "a call of {callee}() in a callback that runs while the lock is held",
        "a comparison only",
        "leave the call out of the callback: do it before or after");
    t.add(
        "call-under-lock",
        "function calls are not allowed while holding a lock",
        "a call of {callee}() between bpf_spin_lock() and bpf_spin_unlock()",
        "no call but that of bpf_spin_unlock()",
        "copy what the call needs, bpf_spin_unlock(), then call");
    t.add(
        "lock-held-at-end",
        "bpf_spin_unlock is missing|BPF_EXIT instruction in main prog cannot be used inside bpf_spin_lock-ed",
        "a path that ends with the lock held",
        "bpf_spin_unlock() on every path",
        "unlock before each return");
    t.add(
        "second-lock",
        "Locking two bpf_spin_locks are not allowed",
        "a second bpf_spin_lock() while one is held",
        "one lock at a time",
        "unlock the first one before");
    t.add(
        "not-locked",
        "bpf_spin_unlock without taking a lock",
        "bpf_spin_unlock() on a path that took no lock",
        "bpf_spin_lock() before it on every path",
        "lock and unlock in the same branch");
    t.add(
        "other-lock",
        "bpf_spin_unlock of different lock",
        "bpf_spin_unlock() through another pointer than bpf_spin_lock() was called with",
        "the lock that bpf_spin_lock() took, through the same pointer",
        "look the element up once and use that pointer for both");
    t.add(
        "lock-in-comparison",
        "can't (?:res_)?spin_\\{lock,unlock\\} in rbtree cb|not allowed in rbtree cb|in unnecessary rbtree callback",
        "a call of {callee}() in the callback that compares two nodes",
        "a comparison only: the lock is held already",
        "do it before or after bpf_rbtree_add()");
  }

  private static void collectionLocks(RejectionCause.Table t) {
    t.add(
        "list-without-lock",
        "must be held for",
        state(s -> s.activeLock() == null),
        "a list or tree that is used without its lock",
        "bpf_spin_lock() of the lock beside it",
        "take the lock around the call");
    t.add(
        "list-under-other-lock",
        "must be held for|held lock and object are not in the same allocation",
        "a list or tree that is used under another lock than its own",
        "the lock in the same map value or variable group (private(NAME)) as the list or tree",
        "lock the one beside it");
    t.add(
        "way-out-under-lock",
        "(?:tail_call|bpf_throw|BPF_LD_\\[ABS\\|IND\\]) cannot be used inside bpf_spin_lock-ed",
        "a way out of the program while a lock is held",
        "bpf_spin_unlock() before",
        "unlock before {callee}()");
  }

  private static void regions(RejectionCause.Table t) {
    t.add(
        "global-call-without-preemption",
        "global function calls are not allowed with preemption disabled",
        "a call of a global function with preemption disabled",
        "static functions only",
        "make the function static, or bpf_preempt_enable() before the call");
    t.add(
        "rcu-at-end",
        "bpf_rcu_read_unlock is missing|BPF_EXIT instruction in main prog cannot be used inside bpf_rcu_read_lock-ed",
        "a path that ends inside an RCU read section",
        "bpf_rcu_read_unlock() on every path",
        "unlock before each return");
    t.add(
        "no-preemption-at-end",
        "bpf_preempt_enable(?: is|\\(s\\) are) missing|BPF_EXIT instruction in main prog cannot be used inside bpf_preempt_disable-ed",
        "a path that ends with preemption disabled",
        "bpf_preempt_enable() on every path",
        "enable it before each return, as often as it was disabled");
    t.add(
        "no-interrupts-at-end",
        "BPF_EXIT instruction in main prog cannot be used inside bpf_local_irq_save-ed",
        "a path that ends with interrupts off",
        "bpf_local_irq_restore() on every path",
        "restore them before each return, as often as they were saved");
  }

  private static void interrupts(RejectionCause.Table t) {
    t.add(
        "interrupts-order",
        "cannot restore irq state out of order",
        "{callee}() of what was not saved last",
        "the last that was saved, first",
        "restore in the reverse order");
    t.add(
        "interrupts-not-saved",
        "expected an initialized irq flag as",
        "{callee}() of a variable that no bpf_local_irq_save() has filled on this path, or that was written to since",
        "calls in pairs, of one variable",
        "save into it before on every path, and leave it alone in between");
    t.add(
        "interrupts-saved",
        "expected uninitialized irq flag as",
        "{callee}() into a variable that holds what was saved before",
        "a variable for each",
        "take another variable, or restore the first one before");
    t.add(
        "interrupts-place",
        "doesn't point to an irq flag on stack",
        "{callee}() of something that is not a local variable",
        "an unsigned long of the function",
        "declare unsigned long flags; and pass &flags");
    t.add(
        "way-out-without-interrupts",
        "(?:tail_call|bpf_throw|BPF_LD_\\[ABS\\|IND\\]) cannot be used inside bpf_local_irq_save-ed",
        "a way out of the program with interrupts off",
        "bpf_local_irq_restore() before",
        "restore them before {callee}()");
  }

  private static void unmatchedRegions(RejectionCause.Table t) {
    t.add(
        "rcu-not-open",
        "unmatched rcu read unlock",
        "{callee}() on a path that opened no RCU read section",
        "calls in pairs",
        "remove it, or begin the section before it on every path");
    t.add(
        "preemption-not-disabled",
        "unmatched attempt to enable preemption",
        "{callee}() on a path that did not disable preemption",
        "calls in pairs",
        "remove it, or disable preemption before it on every path");
    t.add(
        "rcu-twice",
        "nested rcu read lock",
        "a second {callee}() inside an RCU read section",
        "one section at a time",
        "leave the inner pair out");
    t.add(
        "iterator-of-another-section",
        "expected an RCU CS when using (\\S+)",
        state(s -> s.activeRcuLock()),
        "a call of {1}() for an iterator that was made before this RCU read section began",
        "one section, from before the loop to after it",
        "do not leave the section inside the loop: bpf_rcu_read_lock() before it, "
            + "bpf_rcu_read_unlock() after it");
    t.add(
        "iterator-without-rcu",
        "expected an RCU CS when using (\\S+)",
        "a call of {1}() outside an RCU read section",
        "one inside, from before the loop to after it",
        "bpf_rcu_read_lock() before the loop, bpf_rcu_read_unlock() after it");
    t.add(
        "call-without-rcu",
        "kernel func (\\S+) requires RCU critical section protection",
        "a call of {1}() outside an RCU read section, in code that may sleep",
        "one inside",
        "bpf_rcu_read_lock() before it, bpf_rcu_read_unlock() where its result is no longer "
            + "used: after the loop, if it makes an iterator");
    t.add(
        "way-out-under-rcu",
        "(?:tail_call|bpf_throw|BPF_LD_\\[ABS\\|IND\\]) cannot be used inside bpf_rcu_read_lock-ed",
        "a way out of the program in an RCU read section",
        "bpf_rcu_read_unlock() before",
        "unlock before {callee}()");
    t.add(
        "way-out-without-preemption",
        "(?:tail_call|bpf_throw|BPF_LD_\\[ABS\\|IND\\]) cannot be used inside bpf_preempt_disable-ed",
        "a way out of the program with preemption disabled",
        "bpf_preempt_enable() before",
        "enable preemption before {callee}()");
  }
}
