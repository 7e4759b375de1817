package io.github.hidbpf4j.bpf.vm.compiler;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;

/** Looks at the class files that the compiler makes. */
public final class GeneratedClasses {
  private GeneratedClasses() {}

  /** A method: bytes of bytecode, accesses and conditional branches, those that lead backwards. */
  public record Method(String name, int bytes, int accesses, int backwardConditions) {}

  /** Bytes of the class file of a program. */
  public static int size(CompilerInput input) {
    return ProgramCompiler.bytecode(input).length;
  }

  /** The methods of the class that a program is compiled to. */
  public static List<Method> methods(CompilerInput input) {
    List<Method> methods = new ArrayList<>();
    for (MethodModel m : ClassFile.of().parse(ProgramCompiler.bytecode(input)).methods()) {
      CodeAttribute code = m.findAttribute(Attributes.code()).orElseThrow();
      int accesses = 0;
      int backward = 0;
      int at = 0;
      for (var element : code.elementList()) {
        if (element instanceof InvokeInstruction i && i.isInterface()) {
          accesses++;
        }
        if (element instanceof BranchInstruction b && b.opcode().name().startsWith("IF")) {
          accesses++;
          backward += code.labelToBci(b.target()) <= at ? 1 : 0;
        }
        if (element instanceof java.lang.classfile.Instruction i) {
          at += i.sizeInBytes();
        }
      }
      methods.add(new Method(m.methodName().stringValue(), code.codeLength(), accesses, backward));
    }
    return methods;
  }
}
