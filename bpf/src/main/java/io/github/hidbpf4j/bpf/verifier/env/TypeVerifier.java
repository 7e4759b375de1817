package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import org.jspecify.annotations.Nullable;

/**
 * The checks of memory whose layout BTF or the program type gives: contexts, kernel structs, kptrs
 * and other special fields. Throws {@link Rejection} after it logged why.
 */
public interface TypeVerifier {
  /** Checks the attach target, before the walk begins ({@code check_attach_btf_id}). */
  void prepare();

  /** Whether programs of this kind may use a map ({@code check_map_prog_compatibility}). */
  void checkUsedMap(MapSpec map);

  /**
   * Access to the context ({@code check_ctx_access}): logs {@code invalid bpf_context access off=%d
   * size=%d}.
   */
  ContextAccess checkContextAccess(int off, int size, AccessType access, boolean signExtends);

  /**
   * Access through a pointer to a struct; sets the loaded register ({@code
   * check_ptr_to_btf_access}).
   */
  void checkStructAccess(int register, int off, int size, AccessType access, int value);

  /** Access to {@code struct bpf_map} itself ({@code check_ptr_to_map_access}). */
  void checkMapStructAccess(int register, int off, int size, AccessType access, int value);

  /** Access to a socket struct ({@code check_sock_access}). */
  void checkSocketAccess(int slot, int register, int off, int size, AccessType access);

  /**
   * Access to a map value after its bounds were checked: special fields ({@code check_map_access}).
   *
   * @param direct whether a load or store does it rather than a call
   */
  void checkMapFields(RegisterState pointer, int off, int size, boolean direct);

  /** The kernel pointer that begins at this offset of the map's value, or null. */
  @Nullable BtfField kernelPointerAt(MapSpec map, long offset);

  /** Load or store of a kernel pointer in a map value ({@code check_map_kptr_access}). */
  void checkKernelPointerAccess(int slot, int register, int value, BtfField field);

  /** Special fields of the values of a map. */
  BtfRecord record(MapSpec map);

  /**
   * Special fields of what the pointer points to: a map value or an allocated object; empty for
   * others ({@code reg_btf_record}).
   */
  BtfRecord record(RegisterState pointer);

  /**
   * What a 64-bit immediate that names a kernel variable or function loads ({@code
   * check_pseudo_btf_id}).
   */
  KernelVariable kernelVariable(int slot);

  /** Type of R1 and more at the start of the program, where the context is not PTR_TO_CTX. */
  void setUpContext();

  /**
   * Least and greatest value the program may return, or null when any ({@code check_return_code}).
   */
  @Nullable ReturnRange returnRange();

  /** Whether the program returns nothing, so that R0 is not looked at. */
  boolean returnsNothing();
}
