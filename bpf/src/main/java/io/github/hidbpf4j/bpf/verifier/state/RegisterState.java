package io.github.hidbpf4j.bpf.verifier.state;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import org.jspecify.annotations.Nullable;

/**
 * A register, or a register spilled to the stack: {@code struct bpf_reg_state}. The scalar views
 * are the value of a number, or the variable part of a pointer's offset. Fields are public: this is
 * a plain mutable record that the rules of the verifier read and write. Which fields mean something
 * depends on {@link #type}.
 */
public final class RegisterState extends ScalarValue {
  /** Bit of {@link #id} of a scalar that is another with this id plus {@link #off}. */
  public static final int ADD_CONST = 1 << 31;

  /** Liveness: not looked at. */
  public static final int LIVE_NONE = 0;

  /**
   * Liveness: read. The kernel tells reads of the low half apart to know where an engine must
   * zero-extend; no verdict depends on it.
   */
  public static final int LIVE_READ = 1;

  /** Liveness: written before it was read. */
  public static final int LIVE_WRITTEN = 4;

  /** Liveness: nothing will change any more. */
  public static final int LIVE_DONE = 8;

  /** What it holds: a {@link RegisterType}. */
  public int type;

  /** Fixed part of a pointer's offset, or the distance to the linked scalar, in bytes. */
  public int off;

  /** Packet pointers: bytes from offset 0 known to be there; below 0 for beyond-the-end marks. */
  public int range;

  /** Map pointers, values, keys: the map. */
  public @Nullable MapSpec map;

  /** Map pointers and values: which inner map this is; 0 for maps known by name. */
  public int mapUid;

  /** Pointers to structs: where the type is from. Iterators too. */
  public @Nullable Btf btf;

  /** Id of the struct in {@link #btf}. */
  public int btfId;

  /** Memory: its size in bytes, unsigned. */
  public int memSize;

  /** Dynptr slices: id of the dynptr. */
  public int dynptrId;

  /** Dynptrs: the kind, or null. */
  public @Nullable DynptrType dynptrType;

  /** Dynptr slots: whether it is the first of the two. */
  public boolean dynptrFirstSlot;

  /** Iterator slots: the state of the iteration. */
  public IteratorState iteratorState = IteratorState.INVALID;

  /** Iterator slots: how often the loop was entered. */
  public int iteratorDepth;

  /** Pointers to functions: number of the subprogram. */
  public int subprogram;

  /** Ties registers that hold the same object or value; 0 for none. */
  public int id;

  /** The reference that must be released, or from which this was derived; 0 for none. */
  public int refObjId;

  /** Stack pointers: number of the frame. */
  public int frameNumber;

  /** Bits {@code LIVE_*}. */
  public int live;

  /** Scalars: whether the value matters for safety. */
  public boolean precise;

  /** The same register in the parent state, for liveness. */
  public @Nullable RegisterState parent;

  /** An uninitialised register. */
  public RegisterState() {}

  /** A copy. */
  public RegisterState(RegisterState other) {
    copy(other);
  }

  /** Takes over everything of another, its parent and liveness included. */
  public void copy(RegisterState other) {
    copyFrom(other);
    type = other.type;
    off = other.off;
    range = other.range;
    map = other.map;
    mapUid = other.mapUid;
    btf = other.btf;
    btfId = other.btfId;
    memSize = other.memSize;
    dynptrId = other.dynptrId;
    dynptrType = other.dynptrType;
    dynptrFirstSlot = other.dynptrFirstSlot;
    iteratorState = other.iteratorState;
    iteratorDepth = other.iteratorDepth;
    subprogram = other.subprogram;
    id = other.id;
    refObjId = other.refObjId;
    frameNumber = other.frameNumber;
    live = other.live;
    precise = other.precise;
    parent = other.parent;
  }

  /** Takes over everything but parent, liveness ({@code copy_register_state} after a fill). */
  public void copyValue(RegisterState other) {
    RegisterState keptParent = parent;
    int keptLive = live;
    copy(other);
    parent = keptParent;
    live = keptLive;
  }

  /** Forgets what belongs to a type; scalar views, liveness and parent stay. */
  private void clearTypeFields() {
    off = 0;
    range = 0;
    map = null;
    mapUid = 0;
    btf = null;
    btfId = 0;
    memSize = 0;
    dynptrId = 0;
    dynptrType = null;
    dynptrFirstSlot = false;
    iteratorState = IteratorState.INVALID;
    iteratorDepth = 0;
    subprogram = 0;
    id = 0;
    refObjId = 0;
  }

  /** Forgets what belongs to pointers of one kind: the kernel's union at {@code range}. */
  public void clearTarget() {
    int keptOff = off;
    int keptId = id;
    int keptRef = refObjId;
    clearTypeFields();
    off = keptOff;
    id = keptId;
    refObjId = keptRef;
  }

  /** An unknown number that need not be precise ({@code __mark_reg_unknown_imprecise}). */
  public void setUnknownImprecise() {
    clearTypeFields();
    type = RegisterType.SCALAR_VALUE;
    frameNumber = 0;
    precise = false;
    markUnknown();
  }

  /** Nothing ({@code __mark_reg_not_init}). */
  public void setNotInitialized() {
    setUnknownImprecise();
    type = RegisterType.NOT_INIT;
  }

  /**
   * One value, id, offset and kind of target forgotten; the type stays ({@code __mark_reg_known}).
   */
  public void setKnown(long value) {
    clearTypeFields();
    markKnown(value);
  }

  /** Variable part 0, no id, no target; the type stays ({@code __mark_reg_known_zero}). */
  public void setKnownZero() {
    setKnown(0);
  }

  /** The number 0 ({@code __mark_reg_const_zero}); the caller decides on precision. */
  public void setConstZero() {
    setKnown(0);
    type = RegisterType.SCALAR_VALUE;
    precise = false;
  }

  /** Whether it is the number 0 and nothing else ({@code register_is_null}). */
  public boolean isNull() {
    return type == RegisterType.SCALAR_VALUE && tnum().equalsConst(0);
  }

  /** Whether it is a number. */
  public boolean isScalar() {
    return type == RegisterType.SCALAR_VALUE;
  }

  /** The type without modifiers. */
  public int baseType() {
    return RegisterType.base(type);
  }

  /** Whether it is a pointer into packet data or metadata. */
  public boolean isPacketPointer() {
    return RegisterType.isPacketPointer(type);
  }

  /** The map; fails for other types. */
  public MapSpec requireMap() {
    MapSpec found = map;
    if (found == null) {
      throw new IllegalStateException("no map in " + RegisterType.text(type));
    }
    return found;
  }

  /** The BTF; fails for other types. */
  public Btf requireBtf() {
    Btf found = btf;
    if (found == null) {
      throw new IllegalStateException("no BTF in " + RegisterType.text(type));
    }
    return found;
  }

  /** Whether target fields equal those of another: the union of the kernel's struct. */
  @SuppressWarnings("ReferenceEquality") // two maps of one shape are not the same map
  public boolean sameTarget(RegisterState other) {
    return range == other.range
        && map == other.map
        && mapUid == other.mapUid
        && btf == other.btf
        && btfId == other.btfId
        && memSize == other.memSize
        && dynptrId == other.dynptrId
        && dynptrType == other.dynptrType
        && dynptrFirstSlot == other.dynptrFirstSlot
        && iteratorState == other.iteratorState
        && iteratorDepth == other.iteratorDepth
        && subprogram == other.subprogram;
  }

  /**
   * Equality of everything before {@code id} in the kernel's struct: type, offset, target, value.
   */
  public boolean sameUpToId(RegisterState other) {
    return type == other.type && off == other.off && sameTarget(other) && sameAs(other);
  }
}
