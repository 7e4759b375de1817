package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import java.util.Set;

/**
 * A kernel function that a program calls.
 *
 * @param id id of its FUNC in the kernel BTF
 * @param btf the kernel BTF
 * @param prototype its prototype
 * @param row its row
 * @param flags its flags
 * @param allowed whether the program may call it
 */
record CalledKfunc(
    int id,
    Btf btf,
    BtfType.FuncProto prototype,
    Kfunc row,
    Set<KfuncFlag> flags,
    boolean allowed) {

  String name() {
    return row.name();
  }

  /** Its special treatment. */
  SpecialKfunc special() {
    return row.special();
  }

  boolean has(KfuncFlag flag) {
    return flags.contains(flag);
  }

  boolean isIterator() {
    return has(KfuncFlag.ITER_NEW) || has(KfuncFlag.ITER_NEXT) || has(KfuncFlag.ITER_DESTROY);
  }

  /** Whether a parameter's name has this suffix. */
  boolean hasSuffix(int parameter, String suffix) {
    return prototype.params().get(parameter).name().endsWith(suffix);
  }

  /**
   * Whether the value that a program passes does not matter: the function ignores it, or the
   * verifier supplies the program itself ({@code __prog}, Linux 6.16 and later: a kernel's BTF may
   * be newer than the profile).
   */
  boolean isIgnored(int parameter) {
    return hasSuffix(parameter, "__ign") || hasSuffix(parameter, "__prog");
  }

  /** Id of a parameter's type without modifiers and typedefs. */
  int type(int parameter) {
    return btf.resolve(prototype.params().get(parameter).type());
  }

  /** Whether a parameter is a number. */
  boolean isScalar(int parameter) {
    return isScalar(btf.type(type(parameter)));
  }

  static boolean isScalar(BtfType type) {
    return type instanceof BtfType.Int || type instanceof BtfType.Enumeration;
  }

  /**
   * Id of what a parameter points to, without modifiers and typedefs; -1 when it is not a pointer.
   */
  int pointee(int parameter) {
    return btf.type(type(parameter)) instanceof BtfType.Ptr(int target) ? btf.resolve(target) : -1;
  }

  /** Its name in messages: {@code bpf_obj_new_impl#12345}. */
  @Override
  public String toString() {
    return name() + "#" + id;
  }
}
