package io.github.hidbpf4j.kernel.types;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;

import io.github.hidbpf4j.bpf.btf.BtfWriter;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes the types of all profiles as BTF into classes, where {@link KernelTypes} looks for them:
 * reading that takes a tenth of the time that parsing the headers does. The build calls it for the
 * jar. {@link PreparedText} selects the profile; each has a class of its own, so that only the
 * requested types are loaded.
 */
final class PreparedTypes {
  /** Characters per string, each taking at most two of the 65,535 bytes in a class file. */
  private static final int PIECE = 30_000;

  private static final ClassDesc DISPATCHER = PreparedText.class.describeConstable().orElseThrow();
  private static final ClassDesc STRINGS = CD_String.arrayType();

  private PreparedTypes() {}

  /** The argument is the directory of the jar's contents. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> profiles = KernelTypes.profileNames();
    for (int i = 0; i < profiles.size(); i++) {
      String text =
          new String(
              BtfWriter.write(KernelTypes.parsed(profiles.get(i))), StandardCharsets.ISO_8859_1);
      write(folder, textOf(i), MethodTypeDesc.of(STRINGS), code -> pieces(code, text));
    }
    write(
        folder, DISPATCHER, MethodTypeDesc.of(STRINGS, CD_String), code -> choose(code, profiles));
  }

  private static ClassDesc textOf(int profile) {
    return ClassDesc.of(DISPATCHER.packageName(), DISPATCHER.displayName() + profile);
  }

  private static void write(
      Path folder, ClassDesc name, MethodTypeDesc type, Consumer<CodeBuilder> body)
      throws IOException {
    Path file =
        folder.resolve(name.packageName().replace('.', '/')).resolve(name.displayName() + ".class");
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        ClassFile.of()
            .build(
                name,
                made ->
                    made.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                        .withMethodBody("of", type, ClassFile.ACC_STATIC, body)));
  }

  private static void pieces(CodeBuilder code, String text) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); at += PIECE) {
      pieces.add(text.substring(at, Math.min(at + PIECE, text.length())));
    }
    code.loadConstant(pieces.size()).anewarray(CD_String);
    for (int i = 0; i < pieces.size(); i++) {
      code.dup().loadConstant(i).loadConstant(pieces.get(i)).aastore();
    }
    code.areturn();
  }

  private static void choose(CodeBuilder code, List<String> profiles) {
    for (int i = 0; i < profiles.size(); i++) {
      ClassDesc text = textOf(i);
      code.loadConstant(profiles.get(i))
          .aload(0)
          .invokevirtual(CD_String, "equals", MethodTypeDesc.of(CD_boolean, CD_Object))
          .ifThen(found -> found.invokestatic(text, "of", MethodTypeDesc.of(STRINGS)).areturn());
    }
    code.loadConstant(0).anewarray(CD_String).areturn();
  }
}
