package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;

/** Classes and method types that generated code refers to. */
final class Names {
  static final ClassDesc RUN = desc(CompiledRun.class);
  static final ClassDesc PROGRAM = desc(CompiledProgram.class);
  static final ClassDesc HELPER = desc(HelperFunction.class);
  static final ClassDesc CONTEXT = desc(RunContext.class);
  static final ClassDesc ARENA = desc(ArenaMemory.class);
  static final ClassDesc SEGMENT = desc(MemorySegment.class);
  static final ClassDesc OUT_OF_BOUNDS = desc(IndexOutOfBoundsException.class);
  static final ClassDesc ERROR = desc(BpfException.class);
  static final ClassDesc LOOKUP = desc(MethodHandles.Lookup.class);
  static final ClassDesc HANDLES = desc(MethodHandles.class);
  static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
  static final ClassDesc BYTE_LAYOUT = desc(ValueLayout.OfByte.class);
  static final ClassDesc SHORT_LAYOUT = desc(ValueLayout.OfShort.class);
  static final ClassDesc INT_LAYOUT = desc(ValueLayout.OfInt.class);
  static final ClassDesc LONG_LAYOUT = desc(ValueLayout.OfLong.class);

  // By name only, as they are in the package that uses this one.
  static final ClassDesc ARITHMETIC =
      ClassDesc.of("io.github.hidbpf4j.bpf.vm.InstructionSemantics");
  static final ClassDesc MEMORY = ClassDesc.of("io.github.hidbpf4j.bpf.vm.MemorySemantics");

  static final ClassDesc INT = ConstantDescs.CD_int;
  static final ClassDesc LONG = ConstantDescs.CD_long;
  static final ClassDesc VOID = ConstantDescs.CD_void;
  static final ClassDesc BOOLEAN = ConstantDescs.CD_boolean;
  static final ClassDesc LONGS = LONG.arrayType();

  /** A function: the run, R1 to R5, to R0. */
  static final MethodTypeDesc FUNCTION = MethodTypeDesc.of(LONG, RUN, LONG, LONG, LONG, LONG, LONG);

  /** A part of a function: the run, number of the entry; returns the next one, or -1. */
  static final MethodTypeDesc PIECE = MethodTypeDesc.of(INT, RUN, INT);

  static final MethodTypeDesc CALL =
      MethodTypeDesc.of(LONG, RUN, INT, LONG, LONG, LONG, LONG, LONG);
  static final MethodTypeDesc HELPER_CALL =
      MethodTypeDesc.of(LONG, CONTEXT, LONG, LONG, LONG, LONG, LONG);
  static final MethodTypeDesc UNARY = MethodTypeDesc.of(LONG, LONG);
  static final MethodTypeDesc BINARY = MethodTypeDesc.of(LONG, LONG, LONG);
  static final MethodTypeDesc NOTHING = MethodTypeDesc.of(VOID);

  private Names() {}

  static ClassDesc desc(Class<?> c) {
    return c.describeConstable().orElseThrow();
  }
}
