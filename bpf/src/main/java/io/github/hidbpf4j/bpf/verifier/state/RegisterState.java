package io.github.hidbpf4j.bpf.verifier.state;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import io.github.hidbpf4j.bpf.verifier.scalar.Tnum;
import org.jspecify.annotations.Nullable;

/**
 * A register, or a register spilled to the stack: {@code struct bpf_reg_state}. The scalar views
 * are the value of a number, or the variable part of a pointer's offset. Which other fields are
 * meaningful depends on {@link #type()}. A register is always set as a whole ({@code become…},
 * {@code set…}), so that nothing of its former contents remains. The class is long because it
 * contains every operation that writes its fields.
 */
public final class RegisterState extends ScalarValue {
  /** Bit in {@link #id()} of a scalar that equals another with this id plus {@link #off()}. */
  public static final int ADD_CONST64 = 1 << 31;

  /** Same, for a 32-bit addition. */
  public static final int ADD_CONST32 = 1 << 30;

  /** Both bits. */
  public static final int ADD_CONST = ADD_CONST64 | ADD_CONST32;

  private static final int LIVE_NONE = 0;

  /**
   * Unlike the kernel, reads of the low half are not distinguished: this only matters for zero
   * extension, not for verdicts.
   */
  private static final int LIVE_READ = 1;

  private static final int LIVE_WRITTEN = 4;
  private static final int LIVE_DONE = 8;

  private int type;
  private int off;
  private int range;
  private @Nullable MapSpec map;
  private int mapUid;
  private @Nullable Btf btf;
  private int btfId;
  private int memSize;
  private int dynptrId;
  private @Nullable DynptrType dynptrType;
  private boolean dynptrFirstSlot;
  private IteratorState iteratorState = IteratorState.INVALID;
  private int iteratorDepth;
  private int subprogram;
  private int id;
  private int refObjId;
  private int frameNumber;
  private int live;
  private boolean precise;
  private @Nullable RegisterState parent;

  /** Creates an uninitialised register, in the domain of a verification. */
  public RegisterState(ScalarDomain domain) {
    super(domain);
  }

  /** Creates a copy. */
  public RegisterState(RegisterState other) {
    super(other.domain());
    copy(other);
  }

  /** Copies everything from another, including its parent and liveness. */
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

  /** Copies everything except parent and liveness ({@code copy_register_state} after a fill). */
  public void copyValue(RegisterState other) {
    RegisterState keptParent = parent;
    int keptLive = live;
    copy(other);
    parent = keptParent;
    live = keptLive;
  }

  /** Clears the type-specific fields; scalar views, liveness and parent are kept. */
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

  /** Clears the fields of one kind of pointer: the kernel's union at {@code range}. */
  public void clearTarget() {
    int keptOff = off;
    int keptId = id;
    int keptRef = refObjId;
    clearTypeFields();
    off = keptOff;
    id = keptId;
    refObjId = keptRef;
  }

  /** Makes it an unknown, imprecise number ({@code __mark_reg_unknown_imprecise}). */
  public void setUnknownImprecise() {
    clearTypeFields();
    type = RegisterType.SCALAR_VALUE;
    frameNumber = 0;
    precise = false;
    markUnknown();
  }

  /** Makes it uninitialised ({@code __mark_reg_not_init}). */
  public void setNotInitialized() {
    setUnknownImprecise();
    type = RegisterType.NOT_INIT;
  }

  /**
   * Sets a known value, clearing id, offset and target; the type is kept ({@code
   * __mark_reg_known}).
   */
  public void setKnown(long value) {
    clearTypeFields();
    markKnown(value);
  }

  /** Sets variable part 0, no id, no target; the type is kept ({@code __mark_reg_known_zero}). */
  public void setKnownZero() {
    setKnown(0);
  }

  /** Makes it the number 0 ({@code __mark_reg_const_zero}); the caller decides on precision. */
  public void setConstZero() {
    setKnown(0);
    type = RegisterType.SCALAR_VALUE;
    precise = false;
  }

  /** Makes it the number {@code value}; the caller decides on precision. */
  public void becomeScalar(long value) {
    setKnown(value);
    type = RegisterType.SCALAR_VALUE;
  }

  // ---- becoming a pointer: offset 0; only precision and liveness are kept

  /** Makes it a pointer whose type is sufficient ({@code mark_reg_known_zero}). */
  public void becomePointer(int pointerType) {
    setKnownZero();
    type = pointerType;
  }

  /** Makes it a pointer to a struct ({@code mark_btf_ld_reg}). */
  public void becomeStructPointer(int pointerType, @Nullable Btf from, int structId) {
    becomePointer(pointerType);
    btf = from;
    btfId = structId;
  }

  /** Makes it a pointer to memory of this size in bytes, unsigned. */
  public void becomeMemoryPointer(int pointerType, int bytes) {
    becomePointer(pointerType);
    memSize = bytes;
  }

  /**
   * Makes it a map, or a pointer to one of its keys or values; {@code uid} as in {@link #mapUid()}.
   */
  public void becomeMapPointer(int pointerType, MapSpec of, int uid) {
    becomePointer(pointerType);
    map = of;
    mapUid = uid;
  }

  /** Makes it the frame pointer of a frame. */
  public void becomeFramePointer(int frame) {
    becomePointer(RegisterType.PTR_TO_STACK);
    frameNumber = frame;
  }

  /** Makes it a pointer to a function of the program. */
  public void becomeFunctionPointer(int function) {
    becomePointer(RegisterType.PTR_TO_FUNC);
    subprogram = function;
  }

  /** Makes it a pointer into the arena, with unknown bits within its width. */
  public void becomeArenaPointer() {
    setUnknownImprecise();
    type = RegisterType.PTR_TO_ARENA;
  }

  /**
   * Makes it a dynptr ({@code __mark_dynptr_reg}): a constant one, or one of the two slots on the
   * stack.
   *
   * @param first whether it is the first slot, or constant
   */
  public void becomeDynptr(DynptrType kind, boolean first, int dynptr) {
    becomePointer(RegisterType.CONST_PTR_TO_DYNPTR);
    id = dynptr;
    dynptrType = kind;
    dynptrFirstSlot = first;
  }

  /**
   * Makes it a slot of a new open-coded iterator ({@code mark_stack_slots_iter}).
   *
   * @param flags its protection: MEM_RCU, PTR_UNTRUSTED
   * @param reference the reference to be released, for the first slot; 0 for others
   */
  public void becomeIterator(int flags, Btf from, int structId, int reference) {
    becomeStructPointer(RegisterType.PTR_TO_STACK | flags, from, structId);
    refObjId = reference;
    iteratorState = IteratorState.ACTIVE;
  }

  /** Makes it saved interrupt flags in a stack slot ({@code mark_stack_slot_irq_flag}). */
  public void becomeSavedFlags(int reference, boolean byLock) {
    setKnownZero();
    type = RegisterType.PTR_TO_STACK;
    id = reference;
    off = byLock ? 1 : 0;
  }

  /** Whether the state of interrupts in this slot was saved by a lock ({@code kfunc_class}). */
  public boolean savedByLock() {
    return off != 0;
  }

  // ---- refining a pointer: everything else is kept

  /** Changes the type. */
  public void refineType(int pointerType) {
    type = pointerType;
  }

  /** Turns the value of a map of maps into a map; {@code uid} as in {@link #mapUid()}. */
  public void refineToInnerMap(MapSpec inner, int uid) {
    type = RegisterType.CONST_PTR_TO_MAP;
    map = inner;
    mapUid = uid;
  }

  /** Turns a pointer that may be NULL into NULL. */
  public void refineToNull() {
    type = RegisterType.SCALAR_VALUE;
    id = 0;
    refObjId = 0;
    clearTarget();
  }

  /** Adds modifiers to the type. */
  public void addFlags(int flags) {
    type |= flags;
  }

  /** Removes modifiers from the type. */
  public void removeFlags(int flags) {
    type &= ~flags;
  }

  /** Sets the fixed part of a pointer's offset, in bytes. */
  public void setOffset(int bytes) {
    off = bytes;
  }

  /** Packet pointers: sets how many bytes from offset 0 exist, or a beyond-the-end mark. */
  public void setRange(int bytes) {
    range = bytes;
  }

  /** Links it to the registers with this id; 0 for none. */
  public void setId(int objectOrValue) {
    id = objectOrValue;
  }

  /** Sets the reference that it holds or was derived from; 0 for none. */
  public void setRefObjId(int reference) {
    refObjId = reference;
  }

  /** Dynptr slices: sets the dynptr. */
  public void setDynptrId(int dynptr) {
    dynptrId = dynptr;
  }

  /** Advances the iterator, with an element. */
  public void advanceIterator() {
    iteratorState = IteratorState.ACTIVE;
    iteratorDepth++;
  }

  /** Marks the iterator as drained. */
  public void drainIterator() {
    iteratorState = IteratorState.DRAINED;
  }

  // ---- linked scalars

  /** Unlinks it from other scalars ({@code clear_scalar_id}). */
  public void unlink() {
    id = 0;
    off = 0;
  }

  /**
   * Adds a distance to the scalars that it was equal to.
   *
   * @param width {@link #ADD_CONST64} or {@link #ADD_CONST32}
   */
  public void linkAtDistance(int delta, int width) {
    id |= width;
    off = delta;
  }

  /** Like {@link #copyValue}, but keeps the distance of its own link. */
  public void copyValueKeepingLink(RegisterState other) {
    int keptOff = off;
    int keptId = id;
    copyValue(other);
    off = keptOff;
    id = keptId;
  }

  // ---- precision and liveness

  /** Marks the value as relevant to safety. */
  public void markPrecise() {
    precise = true;
  }

  /** Marks the value as irrelevant, as far as known. */
  public void markImprecise() {
    precise = false;
  }

  /** Marks it as written before it is read, from here on (REG_LIVE_WRITTEN). */
  public void markWritten() {
    live |= LIVE_WRITTEN;
  }

  /** Whether it is read after here (REG_LIVE_READ). */
  public boolean isRead() {
    return (live & LIVE_READ) != 0;
  }

  /** Whether it was written before it was read (REG_LIVE_WRITTEN). */
  public boolean isWritten() {
    return (live & LIVE_WRITTEN) != 0;
  }

  /** Whether nothing will change any more (REG_LIVE_DONE). */
  public boolean isDone() {
    return (live & LIVE_DONE) != 0;
  }

  /** Marks that nothing will change any more. */
  public void markDone() {
    live |= LIVE_DONE;
  }

  /** Marks it as read unconditionally. */
  public void markRead() {
    live |= LIVE_READ;
  }

  /**
   * Marks a read here, and its parents as read as far as the value comes from them ({@code
   * mark_reg_read}).
   *
   * @return number of parents marked
   */
  public int readHere() {
    RegisterState above = parent;
    return isWritten() || above == null ? 0 : above.readBelow();
  }

  /**
   * Marks a read in a continuation of this state: it and its parents, as far as the value comes
   * from them.
   *
   * @return number of registers marked
   */
  public int readBelow() {
    int count = 0;
    RegisterState at = this;
    while (at != null && !at.isRead()) {
      at.live |= LIVE_READ;
      count++;
      if (at.isWritten()) {
        break;
      }
      at = at.parent;
    }
    return count;
  }

  /** Restarts liveness tracking. */
  void startLiveness() {
    live = LIVE_NONE;
  }

  /** Makes reads propagate to this register of the parent state. */
  void connect(RegisterState above) {
    parent = above;
  }

  /** Makes it uninitialised and disconnected. */
  void reset() {
    setNotInitialized();
    live = LIVE_NONE;
    parent = null;
  }

  /** Clears the type, because a byte around a spill was written. */
  void forgetType() {
    type = RegisterType.NOT_INIT;
  }

  // ---- what it holds

  /** Type of its contents: a {@link RegisterType}. */
  public int type() {
    return type;
  }

  /** Fixed part of a pointer's offset, or the distance to the linked scalar, in bytes. */
  public int off() {
    return off;
  }

  /** The known bits of a pointer's whole offset, fixed part and variable one. */
  public Tnum foldedTnum() {
    return tnum().add(Tnum.constant(off));
  }

  /** The whole offset of a pointer, fixed part and variable one. */
  public ScalarValue folded() {
    ScalarValue whole = new ScalarValue(domain());
    ScalarValue fixed = new ScalarValue(domain());
    whole.copyFrom(this);
    fixed.markKnown(off);
    ScalarAlu.addOffset(whole, fixed);
    whole.sync();
    return whole;
  }

  /** Least offset of a pointer, fixed part and variable one; signed. */
  public long foldedMin() {
    return leastSum(off);
  }

  /** Greatest offset of a pointer, fixed part and variable one; unsigned. */
  public long foldedMax() {
    return greatestSum(off);
  }

  /**
   * Packet pointers: number of bytes from offset 0 known to exist; negative for beyond-the-end
   * marks.
   */
  public int range() {
    return range;
  }

  /** Map pointers, values, keys: the map. */
  public @Nullable MapSpec map() {
    return map;
  }

  /** Map pointers and values: which inner map this is; 0 for maps known by name. */
  public int mapUid() {
    return mapUid;
  }

  /** Pointers to structs, and iterators: the BTF of the type. */
  public @Nullable Btf btf() {
    return btf;
  }

  /** Id of the struct in {@link #btf()}. */
  public int btfId() {
    return btfId;
  }

  /** Memory: its size in bytes, unsigned. */
  public int memSize() {
    return memSize;
  }

  /** Dynptr slices: id of the dynptr. */
  public int dynptrId() {
    return dynptrId;
  }

  /** Dynptrs: the kind, or null. */
  public @Nullable DynptrType dynptrType() {
    return dynptrType;
  }

  /** Dynptr slots: whether it is the first of the two. */
  public boolean isDynptrFirstSlot() {
    return dynptrFirstSlot;
  }

  /** Iterator slots: the state of the iteration. */
  public IteratorState iteratorState() {
    return iteratorState;
  }

  /** Iterator slots: number of iterations so far. */
  public int iteratorDepth() {
    return iteratorDepth;
  }

  /** Pointers to functions: number of the subprogram. */
  public int subprogram() {
    return subprogram;
  }

  /** Id shared by registers with the same object or value; 0 for none. */
  public int id() {
    return id;
  }

  /** The reference that must be released, or from which this was derived; 0 for none. */
  public int refObjId() {
    return refObjId;
  }

  /** Stack pointers: number of the frame. */
  public int frameNumber() {
    return frameNumber;
  }

  /** Scalars: whether the value matters for safety. */
  public boolean isPrecise() {
    return precise;
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

  /** Whether the target fields, a union in the kernel's struct, equal those of another. */
  @SuppressWarnings("ReferenceEquality") // two equal maps are not the same map
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
