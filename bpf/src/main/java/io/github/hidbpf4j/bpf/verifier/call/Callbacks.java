package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.env.CalleeSetup;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/**
 * Sets up the registers of callbacks: the {@code set_*_callback_state} functions of {@code
 * kernel/bpf/verifier.c}, Linux 6.12. All may return 0 or 1; asynchronous ones only 0, which is
 * checked at their exit.
 */
final class Callbacks {
  private static final int ARGUMENTS = 5;

  private final VerifierEnv env;
  private final Dynptrs dynptrs;
  private final References references;

  Callbacks(VerifierEnv env, Dynptrs dynptrs, References references) {
    this.env = env;
    this.dynptrs = dynptrs;
    this.references = references;
  }

  private void push(int slot, int subprogram, CalleeSetup setup) {
    env.paths().pushCallback(slot, subprogram, setup, false, false);
  }

  /** {@code bpf_for_each_map_elem(map, callback, context, flags)}: map, key, value, context. */
  void forEach(int slot, int subprogram, MapSpec map) {
    if (!MapFunctions.canIterate(map.type())) {
      throw env.reject(Errno.ENOTSUPP, "callback function not allowed for map");
    }
    push(
        slot,
        subprogram,
        (caller, callee, _) -> {
          RegisterState from = caller.register(1);
          callee.register(1).copy(from);
          element(callee.register(2), RegisterType.PTR_TO_MAP_KEY, from);
          element(callee.register(3), RegisterType.PTR_TO_MAP_VALUE, from);
          callee.register(4).copy(caller.register(3));
          synchronous(callee, 5);
        });
  }

  /** {@code bpf_loop(count, callback, context, flags)}: index, context. */
  void loop(int slot, int subprogram) {
    push(
        slot,
        subprogram,
        (caller, callee, _) -> {
          callee.register(1).setUnknownImprecise();
          callee.register(2).copy(caller.register(3));
          synchronous(callee, 3);
        });
  }

  /** {@code bpf_find_vma(task, address, callback, context, flags)}: task, vma, context. */
  void findVma(int slot, int subprogram) {
    push(
        slot,
        subprogram,
        (caller, callee, _) -> {
          Btf kernel = env.program.kernelBtf();
          callee.register(1).copy(caller.register(1));
          if (kernel != null) {
            int id = kernel.findStruct("vm_area_struct").orElse(0);
            States.struct(callee.register(2), 0, kernel, id);
          }
          callee.register(3).copy(caller.register(4));
          synchronous(callee, 4);
        });
  }

  /** {@code bpf_user_ringbuf_drain(map, callback, context, flags)}: dynptr, context. */
  void drain(int slot, int subprogram) {
    push(
        slot,
        subprogram,
        (caller, callee, _) -> {
          callee.register(0).setNotInitialized();
          dynptrs.markCallbackArgument(callee.register(1), DynptrType.LOCAL);
          callee.register(2).copy(caller.register(3));
          synchronous(callee, 3);
        });
  }

  /** {@code bpf_rbtree_add(root, node, less)}: two nodes. */
  void less(int slot, int subprogram) {
    push(
        slot,
        subprogram,
        (caller, callee, _) -> {
          RegisterState root = caller.register(1);
          BtfField field =
              references
                  .record(root)
                  .at(root.off())
                  .filter(f -> f.type() == BtfFieldType.RB_ROOT)
                  .orElse(null);
          Btf btf = references.btf(root);
          if (field == null || btf == null) {
            throw new Rejection(Errno.EFAULT, "no bpf_rb_root");
          }
          for (int number = 1; number <= 2; number++) {
            GraphRules.markNode(callee.register(number), btf, field);
            references.setNonOwning(callee.register(number));
          }
          synchronous(callee, 3);
        });
  }

  /**
   * Callbacks of timers, work queues and task work: map, key, value. Those of a timer are not set
   * sleepable: {@link VerifierEnv#inSleepable} tells whether they are taken so all the same.
   *
   * @param map register of the caller with the map, or with what it belongs to
   * @param results what it may return
   * @param sleepable whether it is run where it may sleep
   */
  void later(int slot, int subprogram, int map, ReturnRange results, boolean sleepable) {
    env.paths()
        .pushCallback(
            slot,
            subprogram,
            (caller, callee, _) -> {
              RegisterState from = caller.register(map);
              element(callee.register(1), RegisterType.CONST_PTR_TO_MAP, from);
              element(callee.register(2), RegisterType.PTR_TO_MAP_KEY, from);
              element(callee.register(3), RegisterType.PTR_TO_MAP_VALUE, from);
              clearFrom(callee, 4);
              callee.enterAsyncCallback(results);
            },
            true,
            sleepable);
  }

  private static void element(RegisterState register, int type, RegisterState map) {
    register.becomeMapPointer(type, map.requireMap(), map.mapUid());
  }

  private static void synchronous(FrameState callee, int firstUnset) {
    clearFrom(callee, firstUnset);
    callee.enterCallback();
  }

  private static void clearFrom(FrameState callee, int firstUnset) {
    for (int i = firstUnset; i <= ARGUMENTS; i++) {
      callee.register(i).setNotInitialized();
    }
  }
}
