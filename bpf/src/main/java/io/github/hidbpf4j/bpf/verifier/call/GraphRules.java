package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.HeldLock;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.verifier.type.BtfStructWalk;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules for lists and trees: the root must be in an allocation whose lock is held, the node in an
 * object of the type that the root holds ({@code __process_kf_arg_ptr_to_graph_root}, {@code
 * ..._node} of {@code kernel/bpf/verifier.c}, Linux 6.12).
 */
final class GraphRules {
  private final VerifierEnv env;
  private final References references;
  private final Kfuncs kfuncs;
  private final BtfStructWalk walk;

  GraphRules(VerifierEnv env, References references, Kfuncs kfuncs) {
    this.env = env;
    this.references = references;
    this.kfuncs = kfuncs;
    walk = new BtfStructWalk(env::verbose);
  }

  /**
   * Sets a register to a node in an object of the type that a root holds ({@code
   * mark_reg_graph_node}).
   */
  static void markNode(RegisterState register, Btf btf, BtfField root) {
    States.struct(register, RegisterType.MEM_ALLOC, btf, root.targetTypeId());
    register.setOffset((int) root.nodeOffset());
  }

  /** Whether the code is in a callback that compares nodes of a tree, under its lock. */
  boolean inTreeLockCallback() {
    VerifierState state = env.state();
    for (int f = state.currentFrame(); f > 0; f--) {
      FrameState frame = state.frame(f);
      if (frame.inCallback()) {
        CalledKfunc kfunc = kfuncs.at(env.instructions[frame.callsite()]);
        if (kfunc != null && kfunc.special().isTreeFunction()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Checks the root of a list or tree. */
  void root(int number, BtfFieldType type, KfuncMeta meta) {
    RegisterState register = env.register(number);
    int object = RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_ALLOC;
    if (register.type() != RegisterType.PTR_TO_MAP_VALUE && register.type() != object) {
      throw env.reject(
          Errno.EINVAL,
          "%s expected pointer to map value or allocated object",
          env.texts.argument(number));
    }
    if (register.type() == object && register.refObjId() == 0) {
      throw env.reject(Errno.EINVAL, "allocated object must be referenced");
    }
    requireConstant(register, number, type);
    BtfRecord record = references.record(register);
    int at = register.off() + (int) register.tnum().value();
    BtfField field = find(record, at, type);
    if (field == null) {
      throw env.reject(
          Errno.EINVAL, "%s not found at offset=%d", type.typeName(), Integer.toUnsignedLong(at));
    }
    if (!isLocked(register)) {
      throw env.reject(
          Errno.EINVAL,
          "bpf_spin_lock at off=%d must be held for %s",
          record.first(BtfFieldType.SPIN_LOCK).map(BtfField::offset).orElse(-22L),
          type.typeName());
    }
    meta.root = field;
    meta.rootBtf = references.btf(register);
  }

  private static @Nullable BtfField find(BtfRecord record, int at, BtfFieldType type) {
    Optional<BtfField> found = record.at(Integer.toUnsignedLong(at));
    return found.filter(f -> f.type() == type).orElse(null);
  }

  private void requireConstant(RegisterState register, int number, BtfFieldType type) {
    if (!register.tnum().isConst()) {
      throw env.reject(
          Errno.EINVAL,
          "R%d doesn't have constant offset. %s has to be at the constant offset",
          number,
          type.typeName());
    }
  }

  /** {@code check_reg_allocation_locked}. */
  private boolean isLocked(RegisterState register) {
    Object owner =
        register.type() == RegisterType.PTR_TO_MAP_VALUE ? register.map() : register.btf();
    HeldLock held = env.state().activeLock();
    if (held == null) {
      return false;
    }
    if (owner == null || !held.holds(HeldLock.ANY, owner, register.id())) {
      env.verbose("held lock and object are not in the same allocation");
      return false;
    }
    return true;
  }

  /**
   * Checks a node: one to be inserted, removed or looked at.
   *
   * @param lent whether a node that already belongs to a list will do, by the name of the parameter
   */
  void node(int number, BtfFieldType type, boolean lent, KfuncMeta meta) {
    RegisterState register = env.register(number);
    boolean nonOwning = RegisterType.isNonOwningReference(register.type());
    boolean owning = register.refObjId() != 0;
    if (type == BtfFieldType.RB_NODE && !meta.kfunc.special().isInsertion()) {
      if (env.has(VerifierRule.TREE_NODES_OWNED_OR_NOT)
          ? !nonOwning && !owning
          : !nonOwning || owning) {
        throw env.reject(Errno.EINVAL, env.texts.noTreeNode(meta.kfunc.name()));
      }
      if (inTreeLockCallback()) {
        throw env.reject(Errno.EINVAL, env.texts.notInTreeCallback(meta.kfunc.name()));
      }
    } else if (!nonOwning || owning || !lent) {
      if (register.type() != (RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_ALLOC)) {
        throw env.reject(
            Errno.EINVAL, "%s expected pointer to allocated object", env.texts.argument(number));
      }
      if (!owning) {
        throw env.reject(Errno.EINVAL, "allocated object must be referenced");
      }
    }
    requireConstant(register, number, type);
    int at = register.off() + (int) register.tnum().value();
    if (find(references.record(register), at, type) == null) {
      throw env.reject(
          Errno.EINVAL, "%s not found at offset=%d", type.typeName(), Integer.toUnsignedLong(at));
    }
    BtfField root = meta.root;
    Btf rootBtf = meta.rootBtf;
    if (root == null || rootBtf == null) {
      throw new IllegalStateException("the root comes before the node");
    }
    Btf btf = register.requireBtf();
    String held = BtfStructWalk.name(rootBtf, root.targetTypeId());
    if (!walk.idsMatch(btf, register.btfId(), 0, rootBtf, root.targetTypeId(), true, false)) {
      throw env.reject(
          Errno.EINVAL,
          "operation on %s expects arg#1 %s at offset=%d in struct %s, but arg is at offset=%d in"
              + " struct %s",
          root.type().typeName(),
          type.typeName(),
          root.nodeOffset(),
          held,
          at,
          BtfStructWalk.name(btf, register.btfId()));
    }
    meta.objectBtf = btf;
    meta.objectBtfId = register.btfId();
    if (at != root.nodeOffset()) {
      throw env.reject(
          Errno.EINVAL,
          "arg#1 offset=%d, but expected %s at offset=%d in struct %s",
          at,
          type.typeName(),
          root.nodeOffset(),
          held);
    }
  }
}
