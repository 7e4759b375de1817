package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Emits one method: a whole function, or one piece of a function that is split. Conditional
 * branches are only forward: a backward one goes through a stub at the end, because HotSpot
 * evaluates the comparison twice otherwise.
 */
final class MethodEmitter {
  private static final MethodTypeDesc FAULT =
      MethodTypeDesc.of(Names.ERROR, Names.ERROR, Names.INT);
  private static final MethodTypeDesc PACKET =
      MethodTypeDesc.of(Names.LONG, Names.INT, Names.LONG, Names.LONG, Names.LONG);
  private static final MethodTypeDesc ERROR = MethodTypeDesc.of(Names.ERROR);

  private final CodeBuilder cb;
  private final FunctionPlan plan;
  private final ProgramCompiler program;
  private final int piece;
  private final RegisterLocals registers;
  private final ArithmeticEmitter arithmetic;
  private final MemoryEmitter memory;
  private final BranchEmitter branches;
  private final Map<Integer, Label> labels = new HashMap<>();
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private final boolean counts;
  private final @Nullable Counting counting;

  /** Start of the accesses without a handler so far, and the slot of the first of them. */
  private @Nullable Label accesses;

  private int accessSlot;

  /** Creates it for a piece of a function, or with {@code piece} -1 for a whole one. */
  MethodEmitter(CodeBuilder cb, FunctionPlan plan, ProgramCompiler program, int piece) {
    this.cb = cb;
    this.plan = plan;
    this.program = program;
    this.piece = piece;
    this.registers =
        new RegisterLocals(cb, plan.atStart(), program.input().memory(), plan.places().anchored());
    this.arithmetic = new ArithmeticEmitter(cb, registers);
    this.memory = new MemoryEmitter(cb, registers, program.self(), program.input().memory().mask());
    this.branches = new BranchEmitter(cb, registers);
    this.counting = program.input().counting();
    this.counts = program.input().counts() && plan.graph().hasLoops();
  }

  private boolean whole() {
    return piece < 0;
  }

  private boolean isHere(Block b) {
    return whole() || plan.partition().methodOf(b.number) == piece;
  }

  void emit() {
    List<Block> blocks =
        plan.graph().blocks.stream().filter(b -> isHere(b) && plan.isReached(b)).toList();
    for (Block b : blocks) {
      labels.put(b.number, cb.newLabel());
    }
    if (whole()) {
      emitStart();
    } else {
      emitEntries();
    }
    for (int i = 0; i < blocks.size(); i++) {
      emitBlock(blocks.get(i), i + 1 < blocks.size() ? blocks.get(i + 1) : null);
    }
    while (!deferred.isEmpty()) {
      deferred.remove().run();
    }
  }

  private void emitStart() {
    emitPrologue(cb, plan, registers);
    if (counts) {
      loadLeft();
    }
    Block first = plan.graph().first();
    makePlaces(first);
    convertFor(first);
    if (first.number != 0) {
      cb.goto_(label(first));
    }
  }

  /**
   * Emits code that sets up the function's stack and the initial values of registers without a
   * value.
   */
  static void emitPrologue(CodeBuilder cb, FunctionPlan plan, RegisterLocals registers) {
    if (plan.graph().has(Op.MAY_GOTO)) {
      cb.aload(RegisterLocals.RUN).invokevirtual(Names.RUN, "startMayGoto", Names.NOTHING);
    }
    if (plan.stackBytes() > 0) {
      cb.aload(RegisterLocals.RUN)
          .loadConstant(plan.stackBytes())
          .invokevirtual(Names.RUN, "stack", MethodTypeDesc.of(Names.LONG, Names.INT))
          .lstore(RegisterLocals.longLocal(10));
    }
    registers.know(plan.atStart());
  }

  private void emitEntries() {
    registers.know(new Ranges());
    cb.aload(RegisterLocals.RUN)
        .invokevirtual(Names.RUN, "registerFile", MethodTypeDesc.of(Names.LONGS))
        .astore(RegisterLocals.FILE);
    if (counts) {
      loadLeft();
    }
    List<SwitchCase> cases = new ArrayList<>();
    Label none = cb.newLabel();
    List<Block> entries = plan.entriesOf(piece);
    for (Block b : entries) {
      cases.add(SwitchCase.of(plan.entryNumber(b), cb.newLabel()));
    }
    cb.iload(RegisterLocals.ENTRY).lookupswitch(none, cases);
    for (int i = 0; i < entries.size(); i++) {
      Block b = entries.get(i);
      cb.labelBinding(cases.get(i).target());
      Ranges expected = plan.entry(b);
      for (int r = 0; r < Ranges.REGISTERS; r++) {
        if ((b.liveIn >> r & 1) != 0 && !expected.isConstant(r)) {
          cb.aload(RegisterLocals.FILE).loadConstant(r).laload();
          registers.popLong(r, expected);
        }
      }
      registers.know(expected);
      makePlaces(b);
      cb.goto_(label(b));
    }
    cb.labelBinding(none);
    throwError("noInstruction", 0);
  }

  /** Computes the places wanted at the start of a block. */
  private void makePlaces(Block b) {
    for (int r = 0; r < Ranges.REGISTERS; r++) {
      if ((plan.places().wantedIn(b) >> r & 1) != 0 && !registers.known().isConstant(r)) {
        registers.makePlace(r);
      }
    }
  }

  private void convertFor(Block to) {
    registers.convertFor(plan.entry(to), plan.places().valuesIn(to), plan.places().wantedIn(to));
  }

  private Label label(Block b) {
    Label label = labels.get(b.number);
    if (label == null) {
      throw new IllegalStateException("no code for the block at slot " + b.start);
    }
    return label;
  }

  private void loadLeft() {
    cb.aload(RegisterLocals.RUN)
        .getfield(Names.RUN, "left", Names.LONG)
        .lstore(RegisterLocals.LEFT);
  }

  private void storeLeft() {
    cb.aload(RegisterLocals.RUN).lload(RegisterLocals.LEFT).putfield(Names.RUN, "left", Names.LONG);
  }

  // ---- blocks

  private void emitBlock(Block b, @Nullable Block following) {
    Label start = label(b);
    for (int copy = 1; copy <= b.copies; copy++) {
      cb.labelBinding(start);
      Label again = copy < b.copies ? cb.newLabel() : null;
      emitCopy(b, again == null ? following : null, again, copy - 1);
      start = again == null ? start : again;
    }
  }

  /**
   * Emits a block; a jump to itself continues with the next copy, if there is one.
   *
   * @param uncounted number of jumps to itself so far that were not taken off the budget
   */
  private void emitCopy(Block b, @Nullable Block following, @Nullable Label again, int uncounted) {
    registers.know(plan.entry(b).copy());
    int[] code = program.input().code();
    long[] immediates = program.input().immediates();
    int[] wanted = plan.places().wantedAfter(b, plan.entry(b));
    for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
      int word = code[slot];
      int op = Word.op(word);
      if (counting != null && counting.isPlace(slot)) {
        count(counting.executed(slot));
      }
      if (Word.isConditional(op) || op == Op.JA || op == Op.MAY_GOTO) {
        endAccesses();
        emitJump(b, word, immediates[slot], following, again, uncounted);
        return;
      }
      Ranges after = registers.known().copy();
      after.apply(word, immediates[slot]);
      int set = Word.sets(word, immediates[slot]);
      int wantedHere = wanted[slot - b.start];
      boolean places =
          (wantedHere & 0xffff & set) != 0 && !after.isConstant(Integer.numberOfTrailingZeros(set));
      Places.Derivation derivation = Places.derivation(word, registers.known());
      if (places && derivation != Places.Derivation.MASK) {
        followPlace(word, immediates[slot], derivation);
      }
      if (Places.needsValue(
          word, immediates[slot], derivation, wantedHere & 0xffff, wantedHere >>> 16)) {
        emitInstruction(slot, word, immediates[slot], after);
      }
      registers.know(after);
      if (places && derivation == Places.Derivation.MASK) {
        registers.makePlace(Integer.numberOfTrailingZeros(set));
      }
    }
    endAccesses();
    if (b.next >= 0) {
      goTo(b, plan.graph().blocks.get(b.next), following, true, 0);
    }
  }

  /** Computes the place of a register that a move or sum is about to set. */
  private void followPlace(int word, long immediate, Places.Derivation derivation) {
    int dst = Word.dst(word);
    int src = Word.src(word);
    int op = Word.op(word);
    if (derivation == Places.Derivation.FROM_DESTINATION) {
      registers.pushPlace(dst, dst);
      registers.pushLongOperand(word, immediate, Word.takesRegister(op));
      if (Word.withImmediate(op) == Op.ADD64_K) {
        cb.ladd();
      } else {
        cb.lsub();
      }
    } else {
      registers.pushPlace(src, dst);
      if (derivation == Places.Derivation.FROM_SOURCE) {
        registers.pushLong(dst);
        cb.ladd();
      }
    }
    registers.popPlace(dst);
  }

  /** Starts code whose accesses may be out of bounds, unless already started. */
  private void beginAccesses(int slot) {
    if (accesses == null) {
      accesses = cb.newBoundLabel();
      accessSlot = slot;
    }
  }

  private void endAccesses() {
    Label from = accesses;
    if (from == null) {
      return;
    }
    accesses = null;
    int slot = accessSlot;
    Label handler = cb.newLabel();
    cb.exceptionCatch(from, cb.newBoundLabel(), handler, Names.OUT_OF_BOUNDS);
    deferred.add(
        () -> {
          cb.labelBinding(handler).pop();
          throwError("outsideMemory", slot);
        });
  }

  private void emitJump(
      Block b,
      int word,
      long immediate,
      @Nullable Block following,
      @Nullable Label again,
      int uncounted) {
    Block target = plan.graph().blocks.get(b.target);
    int op = Word.op(word);
    if (op == Op.JA) {
      goTo(b, target, following, true, 0);
      return;
    }
    Block next = plan.graph().blocks.get(b.next);
    if (isHere(target) && plan.isReached(target)) {
      convertFor(target);
    }
    if (isHere(next) && plan.isReached(next)) {
      convertFor(next);
    }
    boolean countsSides = counting != null && Word.isConditional(op);
    boolean direct =
        isHere(target) && plan.isReached(target) && target.number > b.number && !countsSides;
    Label to;
    if (direct) {
      to = label(target);
    } else if (again != null) {
      to = again;
    } else {
      to = cb.newLabel();
      Ranges here = registers.known();
      deferred.add(
          () -> {
            cb.labelBinding(to);
            registers.know(here);
            if (counting != null && countsSides) {
              count(counting.jumped(b.last));
            }
            goTo(b, target, null, false, uncounted);
          });
    }
    if (op == Op.MAY_GOTO) {
      cb.aload(RegisterLocals.RUN)
          .invokevirtual(Names.RUN, "mayGoto", MethodTypeDesc.of(Names.BOOLEAN))
          .ifne(to);
    } else {
      branches.emit(word, immediate, to);
    }
    if (counting != null && countsSides) {
      count(counting.fellThrough(b.last));
    }
    goTo(b, next, following, false, uncounted);
  }

  /**
   * Transfers control to a block, in this method or another, taking backward jumps off the budget.
   * A block emitted several times only affects registers, so that excess iterations are not
   * observable.
   */
  private void goTo(
      Block from, Block to, @Nullable Block following, boolean convert, int uncounted) {
    if (!plan.isReached(to)) {
      throwError("noInstruction", to.start);
      return;
    }
    boolean backwards = to.number <= from.number;
    long jumps = backwards ? uncounted + 1L : uncounted;
    if (counts && jumps > 0) {
      Label within = cb.newLabel();
      cb.lload(RegisterLocals.LEFT).loadConstant(jumps).lsub().dup2().lstore(RegisterLocals.LEFT);
      cb.lconst_0().lcmp().ifge(within);
      throwError("budgetExceeded", backwards ? to.start : from.start);
      cb.labelBinding(within);
    }
    if (!isHere(to)) {
      leaveFor(to);
      return;
    }
    if (convert) {
      convertFor(to);
    }
    if (to != following) {
      cb.goto_(label(to));
    }
  }

  private void leaveFor(Block to) {
    Ranges expected = plan.entry(to);
    for (int r = 0; r < Ranges.REGISTERS; r++) {
      if ((to.liveIn >> r & 1) != 0 && !expected.isConstant(r)) {
        cb.aload(RegisterLocals.FILE).loadConstant(r);
        registers.pushLong(r);
        cb.lastore();
      }
    }
    if (counts) {
      storeLeft();
    }
    cb.loadConstant(plan.entryNumber(to)).ireturn();
  }

  private void count(int index) {
    cb.getstatic(program.self(), ProgramCompiler.COUNTERS_FIELD, Names.LONGS)
        .loadConstant(index)
        .dup2()
        .laload()
        .lconst_1()
        .ladd()
        .lastore();
  }

  // ---- instructions

  private void emitInstruction(int slot, int word, long immediate, Ranges after) {
    int op = Word.op(word);
    if (Word.isLoad(op) || Word.isStore(op)) {
      beginAccesses(slot);
    }
    if (Word.isLoad(op)) {
      memory.load(word, after);
    } else if (Word.isProbe(op)) {
      memory.probe(word, after);
    } else if (Word.isStore(op)) {
      memory.store(word, immediate);
    } else if (Word.isAtomic(op)) {
      guarded(slot, () -> memory.atomic(word, (int) immediate, after));
    } else if (Word.isAcquire(op)) {
      guarded(slot, () -> memory.acquire(word, after));
    } else if (Word.isRelease(op)) {
      guarded(slot, () -> memory.release(word));
    } else {
      switch (op) {
        case Op.LD_IMM64 -> {}
        case Op.CALL -> call(slot, (int) immediate);
        case Op.CALL_FUNCTION -> callFunction(slot, (int) immediate);
        case Op.TAIL_CALL -> tailCall(slot);
        case Op.LD_PACKET -> loadPacket(slot, word, immediate, after);
        case Op.EXIT -> exit();
        case Op.INVALID -> throwError("noInstruction", slot);
        default -> arithmetic.emit(word, immediate, after);
      }
    }
  }

  private void pushArguments() {
    for (int r = 1; r <= 5; r++) {
      registers.pushLong(r);
    }
  }

  private void call(int slot, int target) {
    before();
    guarded(
        slot,
        () -> {
          cb.aload(RegisterLocals.RUN).invokevirtual(Names.RUN, "push", Names.NOTHING);
          cb.aload(RegisterLocals.SELF).aload(RegisterLocals.RUN);
          pushArguments();
          cb.invokevirtual(program.self(), ProgramCompiler.methodName(target), Names.FUNCTION);
          cb.aload(RegisterLocals.RUN).invokevirtual(Names.RUN, "pop", Names.NOTHING);
        });
    cb.lstore(RegisterLocals.longLocal(0));
    after();
  }

  private void callFunction(int slot, int index) {
    before();
    guarded(
        slot,
        () -> {
          if (program.input().preempts()) {
            cb.aload(RegisterLocals.RUN).invokevirtual(Names.RUN, "preemptionPoint", Names.NOTHING);
          }
          cb.getstatic(program.self(), ProgramCompiler.functionField(index), Names.HELPER);
          cb.aload(RegisterLocals.RUN);
          pushArguments();
          cb.invokeinterface(Names.HELPER, "call", Names.HELPER_CALL);
        });
    cb.lstore(RegisterLocals.longLocal(0));
    after();
  }

  private void tailCall(int slot) {
    before();
    guarded(
        slot,
        () -> {
          cb.aload(RegisterLocals.RUN);
          registers.pushLong(1);
          registers.pushLong(2);
          registers.pushLong(3);
          cb.invokevirtual(
              Names.RUN,
              "tailCall",
              MethodTypeDesc.of(Names.BOOLEAN, Names.LONG, Names.LONG, Names.LONG));
        });
    Label failed = cb.newLabel();
    cb.ifeq(failed);
    cb.aload(RegisterLocals.RUN).getfield(Names.RUN, "tailCallResult", Names.LONG);
    returnR0();
    cb.labelBinding(failed);
    after();
  }

  private void loadPacket(int slot, int word, long immediate, Ranges after) {
    guarded(
        slot,
        () -> {
          cb.aload(RegisterLocals.RUN).loadConstant(word).loadConstant(immediate);
          registers.pushLong(6);
          if (Word.offset(word) == 0) {
            cb.lconst_0();
          } else {
            registers.pushLong(Word.src(word));
          }
          cb.invokevirtual(Names.RUN, "loadPacket", PACKET);
        });
    Label read = cb.newLabel();
    cb.dup2().lconst_0().lcmp().ifge(read);
    cb.pop2();
    before();
    cb.lconst_0();
    returnR0();
    cb.labelBinding(read);
    registers.popLong(0, after);
  }

  private void before() {
    if (counts) {
      storeLeft();
    }
  }

  private void after() {
    if (counts) {
      loadLeft();
    }
  }

  private void exit() {
    before();
    registers.pushLong(0);
    returnR0();
  }

  /** Returns the long on the stack from the function. */
  private void returnR0() {
    if (whole()) {
      cb.lreturn();
      return;
    }
    cb.lstore(RegisterLocals.longLocal(0));
    cb.aload(RegisterLocals.FILE).iconst_0().lload(RegisterLocals.longLocal(0)).lastore();
    cb.iconst_m1().ireturn();
  }

  /** Emits code whose errors name this slot. */
  private void guarded(int slot, Runnable body) {
    endAccesses();
    Label from = cb.newBoundLabel();
    body.run();
    Label to = cb.newBoundLabel();
    Label handler = cb.newLabel();
    cb.exceptionCatch(from, to, handler, Names.ERROR);
    deferred.add(
        () -> {
          cb.labelBinding(handler);
          cb.aload(RegisterLocals.RUN).swap();
          throwFault(slot);
        });
  }

  private void throwError(String method, int slot) {
    cb.aload(RegisterLocals.RUN).aload(RegisterLocals.RUN).invokevirtual(Names.RUN, method, ERROR);
    throwFault(slot);
  }

  /** Throws, with the run and an error on the stack. */
  private void throwFault(int slot) {
    cb.loadConstant(slot).invokevirtual(Names.RUN, "fault", FAULT).athrow();
  }
}
