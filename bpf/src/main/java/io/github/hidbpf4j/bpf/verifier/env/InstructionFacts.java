package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import org.jspecify.annotations.Nullable;

/** What is known of an instruction, whatever the path ({@code struct bpf_insn_aux_data}). */
public final class InstructionFacts {
  /** Type of pointer that a load or store here used; 0 for none yet. */
  public int pointerType;

  /** Whether any path came here. */
  public boolean seen;

  /** Whether states are compared here. */
  public boolean prunePoint;

  /** Whether jump history is recorded here. */
  public boolean jumpPoint;

  /** Whether a state is always kept here. */
  public boolean forceCheckpoint;

  /** Whether it calls something that calls back synchronously. */
  public boolean callsCallback;

  /** Whether a jump or call goes here. */
  public boolean jumpTarget;

  /** Whether it is a call of the next function of an iterator. */
  public boolean iteratorNext;

  /** Whether it is a spill or fill around a call that spares registers (bpf_fastcall). */
  public boolean fastcallPattern;

  /** For such a call: number of pairs of spill and fill around it. */
  public int fastcallSpills;

  /** For kfuncs that are about an object of the program: its type. */
  public @Nullable ObjectCall object;

  /** For helpers with a map argument: the map, if it was always the same. */
  public @Nullable MapSpec map;

  /** Whether {@link #map} was not always the same. */
  public boolean mapPoisoned;

  /** For helpers with a map argument: constant key seen so far, or -1. */
  public long mapKey = -1;

  /** Whether {@link #mapKey} was set. */
  public boolean mapKeySeen;

  /** Whether {@link #mapKey} was not always the same constant. */
  public boolean mapKeyPoisoned;

  /** 64-bit immediate with a kernel variable or function: register type it loads. */
  public int variableType;

  /** For {@link #variableType} with a struct: where it is from. */
  public @Nullable Btf variableBtf;

  /** For {@link #variableType} with a struct: its id. */
  public int variableBtfId;

  /** For {@link #variableType} with memory: bytes. */
  public int variableSize;

  /** Call of {@code bpf_loop}: callback that was always the same, with flags 0; -1 before. */
  public int loopCallback = -1;

  /** Whether the callback or the flags of {@code bpf_loop} here differ between paths. */
  public boolean loopVaries;
}
