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
 * are the value of a number, or the variable part of a pointer's offset. What else means something
 * depends on {@link #type()}. A register becomes something as a whole ({@code become…}, {@code
 * set…}), so that nothing of what it held before stays behind. Long, as only this class writes its
 * fields: each operation that changes them stands here.
 */
public final class RegisterState extends ScalarValue {
  /** Bit of {@link #id()} of a scalar that is another with this id plus {@link #off()}. */
  public static final int ADD_CONST64 = 1 << 31;

  /** The same for one that was added up in 32 bits. */
  public static final int ADD_CONST32 = 1 << 30;

  /** Both bits. */
  public static final int ADD_CONST = ADD_CONST64 | ADD_CONST32;

  private static final int LIVE_NONE = 0;

  /**
   * The kernel tells reads of the low half apart to know where an engine must zero-extend; no
   * verdict depends on it.
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

  /** An uninitialised register, in the domain of a verification. */
  public RegisterState(ScalarDomain domain) {
    super(domain);
  }

  /** A copy. */
  public RegisterState(RegisterState other) {
    super(other.domain());
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

  /** The number {@code value}; the caller decides on precision. */
  public void becomeScalar(long value) {
    setKnown(value);
    type = RegisterType.SCALAR_VALUE;
  }

  // ---- becoming a pointer: offset 0, nothing of what was before but precision and liveness

  /** A pointer of a type that says all ({@code mark_reg_known_zero}). */
  public void becomePointer(int pointerType) {
    setKnownZero();
    type = pointerType;
  }

  /** A pointer to a struct ({@code mark_btf_ld_reg}). */
  public void becomeStructPointer(int pointerType, @Nullable Btf from, int structId) {
    becomePointer(pointerType);
    btf = from;
    btfId = structId;
  }

  /** A pointer to so many bytes of memory, unsigned. */
  public void becomeMemoryPointer(int pointerType, int bytes) {
    becomePointer(pointerType);
    memSize = bytes;
  }

  /** A map, or a pointer to a key or value of it; {@code uid} as in {@link #mapUid()}. */
  public void becomeMapPointer(int pointerType, MapSpec of, int uid) {
    becomePointer(pointerType);
    map = of;
    mapUid = uid;
  }

  /** The frame pointer of a frame. */
  public void becomeFramePointer(int frame) {
    becomePointer(RegisterType.PTR_TO_STACK);
    frameNumber = frame;
  }

  /** A pointer to a function of the program. */
  public void becomeFunctionPointer(int function) {
    becomePointer(RegisterType.PTR_TO_FUNC);
    subprogram = function;
  }

  /** A pointer into the arena: any number of the arena's bits. */
  public void becomeArenaPointer() {
    setUnknownImprecise();
    type = RegisterType.PTR_TO_ARENA;
  }

  /**
   * A dynptr ({@code __mark_dynptr_reg}): a constant one, or one of the two slots on the stack.
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
   * A slot of an open-coded iterator that was just made ({@code mark_stack_slots_iter}).
   *
   * @param flags its protection: MEM_RCU, PTR_UNTRUSTED
   * @param reference what must be released, for the first slot; 0 for others
   */
  public void becomeIterator(int flags, Btf from, int structId, int reference) {
    becomeStructPointer(RegisterType.PTR_TO_STACK | flags, from, structId);
    refObjId = reference;
    iteratorState = IteratorState.ACTIVE;
  }

  /** The state of interrupts, in its stack slot ({@code mark_stack_slot_irq_flag}). */
  public void becomeSavedFlags(int reference) {
    setKnownZero();
    type = RegisterType.PTR_TO_STACK;
    id = reference;
  }

  // ---- learning more about a pointer: what is not named stays

  /** It is known to be of another type. */
  public void refineType(int pointerType) {
    type = pointerType;
  }

  /** The value of a map of maps: a map; {@code uid} as in {@link #mapUid()}. */
  public void refineToInnerMap(MapSpec inner, int uid) {
    type = RegisterType.CONST_PTR_TO_MAP;
    map = inner;
    mapUid = uid;
  }

  /** A pointer that may have been NULL is. */
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

  /** Takes modifiers off the type. */
  public void removeFlags(int flags) {
    type &= ~flags;
  }

  /** Sets the fixed part of a pointer's offset, in bytes. */
  public void setOffset(int bytes) {
    off = bytes;
  }

  /** Packet pointers: so many bytes from offset 0 are there, or a beyond-the-end mark. */
  public void setRange(int bytes) {
    range = bytes;
  }

  /** Ties it to the registers with this id; 0 to none. */
  public void setId(int objectOrValue) {
    id = objectOrValue;
  }

  /** Says which reference it holds or was derived from; 0 for none. */
  public void setRefObjId(int reference) {
    refObjId = reference;
  }

  /** Dynptr slices: says of which dynptr. */
  public void setDynptrId(int dynptr) {
    dynptrId = dynptr;
  }

  /** The iterator goes round once more, with an element. */
  public void advanceIterator() {
    iteratorState = IteratorState.ACTIVE;
    iteratorDepth++;
  }

  /** The iterator has no more elements. */
  public void drainIterator() {
    iteratorState = IteratorState.DRAINED;
  }

  // ---- linked scalars

  /** It is no longer linked with other scalars ({@code clear_scalar_id}). */
  public void unlink() {
    id = 0;
    off = 0;
  }

  /**
   * It is now so much more than those that it was equal to.
   *
   * @param width {@link #ADD_CONST64} or {@link #ADD_CONST32}
   */
  public void linkAtDistance(int delta, int width) {
    id |= width;
    off = delta;
  }

  /** Takes over what {@link #copyValue} does, but stays linked at its own distance. */
  public void copyValueKeepingLink(RegisterState other) {
    int keptOff = off;
    int keptId = id;
    copyValue(other);
    off = keptOff;
    id = keptId;
  }

  // ---- precision and liveness

  /** The value matters for safety. */
  public void markPrecise() {
    precise = true;
  }

  /** The value does not matter, as far as is known. */
  public void markImprecise() {
    precise = false;
  }

  /** It is written before it is read, from here on (REG_LIVE_WRITTEN). */
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

  /** Nothing will change any more. */
  public void markDone() {
    live |= LIVE_DONE;
  }

  /** It counts as read, whatever is. */
  public void markRead() {
    live |= LIVE_READ;
  }

  /**
   * It is read here: so are its parents, as far as the value comes from them ({@code
   * mark_reg_read}).
   *
   * @return how many parents were marked
   */
  public int readHere() {
    RegisterState above = parent;
    return isWritten() || above == null ? 0 : above.readBelow();
  }

  /**
   * What continues this state reads it: so it counts as read, and so do its parents, as far as the
   * value comes from them.
   *
   * @return how many were marked
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

  /** Nothing was read or written since here. */
  void startLiveness() {
    live = LIVE_NONE;
  }

  /** Reads reach this register of the parent state. */
  void connect(RegisterState above) {
    parent = above;
  }

  /** Holds nothing, and is connected with nothing. */
  void reset() {
    setNotInitialized();
    live = LIVE_NONE;
    parent = null;
  }

  /** A byte around a spill was written: the register that was there is gone. */
  void forgetType() {
    type = RegisterType.NOT_INIT;
  }

  // ---- what it holds

  /** What it holds: a {@link RegisterType}. */
  public int type() {
    return type;
  }

  /** Fixed part of a pointer's offset, or the distance to the linked scalar, in bytes. */
  public int off() {
    return off;
  }

  /** What is known of the bits of a pointer's whole offset, fixed part and variable one. */
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

  /** Packet pointers: bytes from offset 0 known to be there; below 0 for beyond-the-end marks. */
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

  /** Pointers to structs: where the type is from. Iterators too. */
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

  /** Iterator slots: how often the loop was entered. */
  public int iteratorDepth() {
    return iteratorDepth;
  }

  /** Pointers to functions: number of the subprogram. */
  public int subprogram() {
    return subprogram;
  }

  /** Ties registers that hold the same object or value; 0 for none. */
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
