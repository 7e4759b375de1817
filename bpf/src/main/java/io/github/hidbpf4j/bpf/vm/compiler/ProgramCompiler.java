package io.github.hidbpf4j.bpf.vm.compiler;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;

import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compiles a program to a class. Its methods: one per function, {@code main} or {@code f} plus the
 * function's first slot, or for a split function a dispatcher and the pieces; its constants: the
 * arena's segment, the helpers and kfuncs called, and the counters if any.
 */
public final class ProgramCompiler {
  static final String MEMORY_FIELD = "MEMORY";
  static final String COUNTERS_FIELD = "COUNTERS";

  /** Maximum number of slots of a program: a class has room for 65,535 constants. */
  static final int MAX_SLOTS = 16_384;

  private final CompilerInput input;
  private final ClassDesc self;
  private final Map<Integer, FunctionPlan> plans = new TreeMap<>();

  private ProgramCompiler(CompilerInput input) {
    this.input = input;
    this.self = ClassDesc.of(className(input.name()));
  }

  /**
   * Compiles a program.
   *
   * @throws NotCompilableException when only the interpreter can run it
   */
  public static CompiledProgram compile(CompilerInput input) {
    byte[] bytes = bytecode(input);
    Counting counting = input.counting();
    Object[] constants = new Object[input.functions().length + (counting == null ? 1 : 2)];
    constants[0] = input.memory().guardedSegment();
    System.arraycopy(input.functions(), 0, constants, 1, input.functions().length);
    if (counting != null) {
      constants[constants.length - 1] = counting.counters();
    }
    try {
      MethodHandles.Lookup made =
          MethodHandles.lookup().defineHiddenClassWithClassData(bytes, constants, true);
      MethodHandle constructor =
          made.findConstructor(made.lookupClass(), MethodType.methodType(void.class));
      return (CompiledProgram) constructor.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot define the class of program " + input.name(), e);
    }
  }

  /** The class file of a program. */
  static byte[] bytecode(CompilerInput input) {
    if (input.code().length - 2 > MAX_SLOTS) {
      throw new NotCompilableException(
          "%d slots, more than %d".formatted(input.code().length - 2, MAX_SLOTS));
    }
    ProgramCompiler compiler = new ProgramCompiler(input);
    compiler.plan();
    try {
      return ClassFile.of().build(compiler.self, compiler::build);
    } catch (IllegalArgumentException e) {
      throw new NotCompilableException("too large for a class: " + e.getMessage());
    }
  }

  private static String className(String program) {
    StringBuilder name = new StringBuilder("Program_");
    program
        .chars()
        .limit(64)
        .forEach(c -> name.append(Character.isLetterOrDigit(c) && c < 128 ? (char) c : '_'));
    return ProgramCompiler.class.getPackageName() + "." + name;
  }

  static String methodName(int slot) {
    return slot == 0 ? "main" : "f" + slot;
  }

  static String functionField(int index) {
    return "FUNCTION_" + index;
  }

  CompilerInput input() {
    return input;
  }

  ClassDesc self() {
    return self;
  }

  private void plan() {
    ArrayDeque<Integer> work = new ArrayDeque<>(input.entries());
    while (!work.isEmpty()) {
      int slot = work.remove();
      if (!plans.containsKey(slot)) {
        FunctionPlan plan = new FunctionPlan(input, slot);
        plans.put(slot, plan);
        work.addAll(plan.graph().callees());
      }
    }
  }

  private void build(ClassBuilder b) {
    b.withFlags(ACC_PUBLIC | ACC_FINAL);
    b.withSuperclass(Names.PROGRAM);
    b.withField(MEMORY_FIELD, Names.SEGMENT, ACC_PRIVATE | ACC_STATIC | ACC_FINAL);
    for (int i = 0; i < input.functions().length; i++) {
      b.withField(functionField(i), Names.HELPER, ACC_PRIVATE | ACC_STATIC | ACC_FINAL);
    }
    if (input.counting() != null) {
      b.withField(COUNTERS_FIELD, Names.LONGS, ACC_PRIVATE | ACC_STATIC | ACC_FINAL);
    }
    b.withMethodBody(
        ConstantDescs.CLASS_INIT_NAME, Names.NOTHING, ACC_STATIC, this::buildConstants);
    b.withMethodBody(
        ConstantDescs.INIT_NAME,
        Names.NOTHING,
        ACC_PUBLIC,
        cb ->
            cb.aload(0)
                .invokespecial(Names.PROGRAM, ConstantDescs.INIT_NAME, Names.NOTHING)
                .return_());
    b.withMethodBody("call", Names.CALL, ACC_PUBLIC | ACC_FINAL, this::buildCall);
    plans.forEach((slot, plan) -> buildFunction(b, slot, plan));
  }

  private void buildConstants(CodeBuilder cb) {
    cb.invokestatic(Names.HANDLES, "lookup", MethodTypeDesc.of(Names.LOOKUP))
        .loadConstant("_")
        .loadConstant(Names.OBJECTS)
        .invokestatic(
            Names.HANDLES,
            "classData",
            MethodTypeDesc.of(
                ConstantDescs.CD_Object,
                Names.LOOKUP,
                ConstantDescs.CD_String,
                ConstantDescs.CD_Class))
        .checkcast(Names.OBJECTS)
        .astore(0);
    cb.aload(0).iconst_0().aaload().checkcast(Names.SEGMENT);
    cb.putstatic(self, MEMORY_FIELD, Names.SEGMENT);
    for (int i = 0; i < input.functions().length; i++) {
      cb.aload(0).loadConstant(i + 1).aaload().checkcast(Names.HELPER);
      cb.putstatic(self, functionField(i), Names.HELPER);
    }
    if (input.counting() != null) {
      cb.aload(0).loadConstant(input.functions().length + 1).aaload().checkcast(Names.LONGS);
      cb.putstatic(self, COUNTERS_FIELD, Names.LONGS);
    }
    cb.return_();
  }

  /** Parameters: this, the run, the slot, R1 to R5 from local 3. */
  private void buildCall(CodeBuilder cb) {
    List<SwitchCase> cases = new ArrayList<>();
    for (int slot : input.entries()) {
      cases.add(SwitchCase.of(slot, cb.newLabel()));
    }
    Label none = cb.newLabel();
    cb.iload(2).lookupswitch(none, cases);
    for (SwitchCase c : cases) {
      cb.labelBinding(c.target()).aload(0).aload(1);
      for (int r = 0; r < 5; r++) {
        cb.lload(3 + 2 * r);
      }
      cb.invokevirtual(self, methodName(c.caseValue()), Names.FUNCTION).lreturn();
    }
    cb.labelBinding(none);
    cb.aload(1).invokevirtual(Names.RUN, "noInstruction", MethodTypeDesc.of(Names.ERROR));
    cb.athrow();
  }

  /** The main function is directly reachable by one virtual call, as runs start there. */
  private static int access(int slot) {
    return slot == 0 ? ACC_PUBLIC | ACC_FINAL : ACC_PRIVATE;
  }

  private void buildFunction(ClassBuilder b, int slot, FunctionPlan plan) {
    String name = methodName(slot);
    int pieces = plan.partition().pieces();
    if (pieces == 1) {
      b.withMethodBody(
          name, Names.FUNCTION, access(slot), cb -> new MethodEmitter(cb, plan, this, -1).emit());
      return;
    }
    b.withMethodBody(name, Names.FUNCTION, access(slot), cb -> buildSplit(cb, name, plan));
    for (int p = 0; p < pieces; p++) {
      if (plan.entriesOf(p).isEmpty()) {
        continue;
      }
      int piece = p;
      b.withMethodBody(
          name + "_" + p,
          Names.PIECE,
          ACC_PRIVATE,
          cb -> new MethodEmitter(cb, plan, this, piece).emit());
    }
  }

  /** Stores the arguments in the register file and calls pieces until one ends with EXIT. */
  private void buildSplit(CodeBuilder cb, String name, FunctionPlan plan) {
    RegisterLocals registers =
        new RegisterLocals(cb, plan.atStart(), input.memory(), plan.places().anchored());
    MethodEmitter.emitPrologue(cb, plan, registers);
    cb.aload(RegisterLocals.RUN)
        .invokevirtual(Names.RUN, "registerFile", MethodTypeDesc.of(Names.LONGS))
        .astore(RegisterLocals.FILE);
    Block first = plan.graph().first();
    for (int r = 0; r < Ranges.REGISTERS; r++) {
      if ((first.liveIn >> r & 1) != 0) {
        cb.aload(RegisterLocals.FILE).loadConstant(r);
        registers.pushLong(r);
        cb.lastore();
      }
    }
    int place = RegisterLocals.STACK_SLOTS;
    Label again = cb.newLabel();
    Label over = cb.newLabel();
    cb.loadConstant(plan.entryNumber(first)).istore(place);
    cb.labelBinding(again);
    cb.iload(place).iflt(over);
    Label[] calls = new Label[plan.partition().pieces()];
    for (int p = 0; p < calls.length; p++) {
      calls[p] = cb.newLabel();
    }
    List<SwitchCase> cases = new ArrayList<>();
    for (Block entry : plan.allEntries()) {
      cases.add(
          SwitchCase.of(plan.entryNumber(entry), calls[plan.partition().methodOf(entry.number)]));
    }
    cb.iload(place).lookupswitch(over, cases);
    for (int p = 0; p < calls.length; p++) {
      if (plan.entriesOf(p).isEmpty()) {
        continue;
      }
      cb.labelBinding(calls[p]);
      cb.aload(RegisterLocals.SELF).aload(RegisterLocals.RUN).iload(place);
      cb.invokevirtual(self, name + "_" + p, Names.PIECE);
      cb.istore(place).goto_(again);
    }
    cb.labelBinding(over);
    cb.aload(RegisterLocals.FILE).iconst_0().laload().lreturn();
  }
}
