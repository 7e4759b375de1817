package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.verifier.env.RawMemory;
import org.jspecify.annotations.Nullable;

/** Information from the arguments of a helper call ({@code struct bpf_call_arg_meta}). */
final class CallMeta {
  final Helper helper;
  final boolean packetAccess;
  final RawMemory raw = new RawMemory();
  final long[] maxSize = new long[1];
  @Nullable MapSpec map;
  int mapUid;
  int releaseRegister;
  int refObjId;
  int dynptrId;
  int subprogram;
  int memSize;

  /** The constant map key if known; else -1. */
  long constantKey = -1;

  @Nullable Btf returnBtf;
  int returnBtfId;
  @Nullable BtfField kptr;
  @Nullable Btf kptrBtf;

  CallMeta(Helper helper, boolean packetAccess) {
    this.helper = helper;
    this.packetAccess = packetAccess;
  }
}
