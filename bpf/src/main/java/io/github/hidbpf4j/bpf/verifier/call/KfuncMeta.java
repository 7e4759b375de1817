package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import org.jspecify.annotations.Nullable;

/** Information from the arguments of a kfunc call ({@code struct bpf_kfunc_call_arg_meta}). */
final class KfuncMeta {
  final CalledKfunc kfunc;
  int refObjId;
  int releaseRegister;
  int subprogram;
  boolean readOnlyResult;
  long resultSize;

  /** Whether a size was passed, even 0; some kernels treat 0 as none. */
  boolean resultSizeFound;

  boolean constantFound;
  long constant;
  boolean owningReference;
  int returnBtfId;
  @Nullable Btf objectBtf;
  int objectBtfId;
  @Nullable BtfField root;
  @Nullable Btf rootBtf;
  @Nullable MapSpec map;
  int mapUid;
  int dynptrId;
  @Nullable DynptrType dynptrType;
  int dynptrRefObjId;
  int iteratorFrame;
  int iteratorSlot;

  KfuncMeta(CalledKfunc kfunc) {
    this.kfunc = kfunc;
  }
}
