package io.github.hidbpf4j.cli.start;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes plain calls of the calls that are linked at run time and that no AOT cache keeps linked
 * (JDK 25 keeps lambdas and concatenation of strings): switches over types, and {@code equals} and
 * {@code hashCode} of records. Linking one takes half a millisecond, and a short command met with
 * forty. What they do stays the same: {@link java.lang.runtime.SwitchBootstraps#typeSwitch}, {@link
 * java.lang.runtime.ObjectMethods#bootstrap}.
 */
final class PlainCalls {
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final int FLAGS =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  private final ClassDesc type;
  private final boolean isInterface;

  /** Methods to be added: by name, with their type and how to write them. */
  private final Map<String, Added> added = new LinkedHashMap<>();

  private record Added(MethodTypeDesc type, Consumer<CodeBuilder> body) {}

  private PlainCalls(ClassModel model) {
    this.type = model.thisClass().asSymbol();
    this.isInterface = model.flags().has(AccessFlag.INTERFACE);
  }

  /** The class with plain calls; the same bytes when there is nothing to change. */
  static byte[] in(ClassFile classFile, byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    PlainCalls calls = new PlainCalls(model);
    CodeTransform code =
        (builder, element) -> {
          if (element instanceof InvokeDynamicInstruction call && calls.replaced(builder, call)) {
            return;
          }
          builder.with(element);
        };
    byte[] result =
        classFile.transformClass(
            model,
            ClassTransform.transformingMethodBodies(code)
                .andThen(ClassTransform.endHandler(calls::addMethods)));
    return calls.added.isEmpty() ? bytes : result;
  }

  private void addMethods(ClassBuilder builder) {
    added.forEach(
        (name, method) -> builder.withMethodBody(name, method.type(), FLAGS, method.body()));
  }

  private boolean replaced(CodeBuilder code, InvokeDynamicInstruction call) {
    ClassDesc owner = call.bootstrapMethod().owner();
    if (owner.equals(SWITCHES)) {
      return call.bootstrapMethod().methodName().equals("typeSwitch") && typeSwitch(code, call);
    }
    return owner.equals(RECORDS) && recordMethod(code, call);
  }

  private void call(
      CodeBuilder code, String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {
    String method = "plain$" + name + "$" + added.size();
    added.put(method, new Added(type, body));
    code.invokestatic(this.type, method, type, isInterface);
  }

  // ---- switches

  /** Only over classes: other labels stay as they are. */
  private boolean typeSwitch(CodeBuilder code, InvokeDynamicInstruction call) {
    List<ClassDesc> labels = new ArrayList<>();
    for (ConstantDesc argument : call.bootstrapArgs()) {
      if (!(argument instanceof ClassDesc label) || label.isPrimitive()) {
        return false;
      }
      labels.add(label);
    }
    if (call.typeSymbol().parameterType(0).isPrimitive()) {
      return false;
    }
    call(code, "typeSwitch", call.typeSymbol(), body -> typeSwitch(body, labels));
    return true;
  }

  private static void typeSwitch(CodeBuilder code, List<ClassDesc> labels) {
    Label present = code.newLabel();
    code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
    Label none = code.newLabel();
    List<Label> from = new ArrayList<>();
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      from.add(code.newLabel());
      cases.add(SwitchCase.of(i, from.get(i)));
    }
    if (!cases.isEmpty()) {
      code.iload(1).tableswitch(0, labels.size() - 1, none, cases);
    }
    for (int i = 0; i < labels.size(); i++) {
      Label next = i + 1 < labels.size() ? from.get(i + 1) : none;
      code.labelBinding(from.get(i)).aload(0).instanceOf(labels.get(i)).ifeq(next);
      code.loadConstant(i).ireturn();
    }
    code.labelBinding(none).loadConstant(labels.size()).ireturn();
  }

  // ---- records

  private boolean recordMethod(CodeBuilder code, InvokeDynamicInstruction call) {
    List<DirectMethodHandleDesc> fields = new ArrayList<>();
    for (ConstantDesc argument : call.bootstrapArgs().subList(2, call.bootstrapArgs().size())) {
      if (!(argument instanceof DirectMethodHandleDesc field)
          || field.kind() != DirectMethodHandleDesc.Kind.GETTER) {
        return false;
      }
      fields.add(field);
    }
    switch (call.name().stringValue()) {
      case "equals" -> call(code, "equals", call.typeSymbol(), body -> equalsMethod(body, fields));
      case "hashCode" -> call(code, "hashCode", call.typeSymbol(), body -> hash(body, fields));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static ClassDesc typeOf(DirectMethodHandleDesc field) {
    return field.invocationType().returnType();
  }

  private CodeBuilder load(CodeBuilder code, int from, DirectMethodHandleDesc field) {
    return code.aload(from).getfield(type, field.methodName(), typeOf(field));
  }

  private void equalsMethod(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
    Label same = code.newLabel();
    Label differs = code.newLabel();
    code.aload(0).aload(1).if_acmpeq(same);
    code.aload(1).instanceOf(type).ifeq(differs);
    code.aload(1).checkcast(type).astore(2);
    for (DirectMethodHandleDesc field : fields) {
      load(code, 0, field);
      load(code, 2, field);
      ClassDesc of = typeOf(field);
      switch (TypeKind.from(of)) {
        case REFERENCE ->
            code.invokestatic(
                    OBJECTS,
                    "equals",
                    MethodTypeDesc.of(
                        ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                .ifeq(differs);
        case LONG -> code.lcmp().ifne(differs);
        case FLOAT, DOUBLE ->
            code.invokestatic(boxOf(of), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, of, of))
                .ifne(differs);
        default -> code.if_icmpne(differs);
      }
    }
    code.labelBinding(same).iconst_1().ireturn();
    code.labelBinding(differs).iconst_0().ireturn();
  }

  private void hash(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
    code.iconst_0();
    for (DirectMethodHandleDesc field : fields) {
      code.bipush(31).imul();
      load(code, 0, field);
      ClassDesc of = typeOf(field);
      if (of.isPrimitive()) {
        code.invokestatic(boxOf(of), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, of));
      } else {
        code.invokestatic(
            OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static ClassDesc boxOf(ClassDesc primitive) {
    return switch (primitive.descriptorString()) {
      case "Z" -> ConstantDescs.CD_Boolean;
      case "B" -> ConstantDescs.CD_Byte;
      case "C" -> ConstantDescs.CD_Character;
      case "S" -> ConstantDescs.CD_Short;
      case "I" -> ConstantDescs.CD_Integer;
      case "J" -> ConstantDescs.CD_Long;
      case "F" -> ConstantDescs.CD_Float;
      default -> ConstantDescs.CD_Double;
    };
  }
}
