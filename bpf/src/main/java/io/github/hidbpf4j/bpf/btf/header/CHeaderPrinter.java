package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes BTF as a C header that BPF programs include as {@code vmlinux.h}: every struct, union,
 * enum and typedef in an order that C accepts, with the offsets and sizes of the BTF, under {@code
 * preserve_access_index} so that accesses are relocated. The counterpart of {@code bpftool btf dump
 * format c}, with the same conventions ({@code BPF_NO_PRESERVE_ACCESS_INDEX}, {@code NAME___2}).
 *
 * <p>Kfuncs (functions tagged {@code bpf_kfunc}) are declared only where the including program
 * defines {@code BPF_KFUNC_PROTOTYPES}, other functions and variables of the kernel only where it
 * defines {@code BPF_FUNC_PROTOTYPES}: most programs bring declarations of their own, which need
 * not match exactly.
 *
 * <p>Printing what {@link CHeaderParser} read from a printed header (with both macros defined)
 * gives the same text again.
 */
public final class CHeaderPrinter {
  /** The tag that marks kfuncs in a kernel's BTF (pahole's {@code decl_tag_kfuncs}). */
  static final String KFUNC_TAG = "bpf_kfunc";

  /** Which functions a header declares. */
  public enum Functions {
    /** Types only. */
    NONE,
    /** Kfuncs, but no other function or variable. */
    KFUNCS,
    /** All functions and variables. */
    ALL
  }

  private CHeaderPrinter() {}

  /**
   * Prints the header for these types, with kfuncs.
   *
   * @throws HeaderException for types that C cannot express: overlapping members of a struct,
   *     anonymous types nested without end
   */
  public static String print(Btf btf) {
    return print(btf, Functions.KFUNCS);
  }

  /**
   * Prints the header for these types.
   *
   * @throws HeaderException for types that C cannot express: overlapping members of a struct,
   *     anonymous types nested without end
   */
  public static String print(Btf btf, Functions functions) {
    CNames names = new CNames(btf);
    DeclarationWriter writer = new DeclarationWriter(btf, names);
    StringBuilder out = new StringBuilder(1 << 16);
    out.append("#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n");
    out.append("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n");
    out.append("#pragma clang attribute push (__attribute__((preserve_access_index)), ");
    out.append("apply_to = record)\n#endif\n\n");
    Types types = new Types(btf, names, writer, out);
    DeclarationOrder order = new DeclarationOrder(btf);
    order.forEach(id -> types.define(id, order));
    types.declareRest();
    if (functions != Functions.NONE) {
      functions(btf, order, names, writer, out, types, functions == Functions.ALL);
    }
    out.append("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute pop\n#endif\n\n");
    out.append("#endif /* __VMLINUX_H__ */\n");
    return out.toString();
  }

  /** Prints types at file scope, with the forward declarations they need. */
  private static final class Types {
    private final Btf btf;
    private final CNames names;
    private final DeclarationWriter writer;
    private final StringBuilder out;
    private final Set<String> declared = new HashSet<>();
    private final Set<Integer> inlined = new HashSet<>();

    Types(Btf btf, CNames names, DeclarationWriter writer, StringBuilder out) {
      this.btf = btf;
      this.names = names;
      this.writer = writer;
      this.out = out;
      for (BtfType t : btf.types()) {
        for (int id : TypeReferences.of(t)) {
          inlined.add(id);
        }
      }
    }

    void define(int id, DeclarationOrder order) {
      BtfType t = btf.type(id);
      if (t.name().isEmpty() && inlined.contains(id)) {
        return;
      }
      forwards(id, order);
      out.append(writer.definition(id)).append(";\n\n");
      declared.add(tag(id));
    }

    /** Prints the remaining forward declarations, which no definition needed. */
    void declareRest() {
      for (int id = 1; id <= btf.size(); id++) {
        if (btf.type(id) instanceof BtfType.Forward) {
          forward(id);
        }
      }
    }

    void forwards(int id, DeclarationOrder order) {
      order.needs(id).forwards().forEach(this::forward);
    }

    private void forward(int id) {
      String tag = tag(id);
      if (!names.of(id).isEmpty() && declared.add(tag)) {
        out.append(tag).append(";\n\n");
      }
    }

    private String tag(int id) {
      return CNames.kind(btf.type(id)) + " " + names.of(id);
    }
  }

  private static void functions(
      Btf btf,
      DeclarationOrder order,
      CNames names,
      DeclarationWriter writer,
      StringBuilder out,
      Types types,
      boolean all) {
    List<Integer> kfuncs = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int id = 1; id <= btf.size(); id++) {
      BtfType t = btf.type(id);
      boolean isDeclared = t instanceof BtfType.Func || t instanceof BtfType.Var;
      if (isDeclared
          && CNames.identifier(t.name()).equals(t.name())
          && !names.isTaken(t.name())
          && seen.add(t.name())) {
        (writer.declTags(id, -1).contains(KFUNC_TAG) ? kfuncs : others).add(id);
      }
    }
    if (!kfuncs.isEmpty()) {
      out.append("#ifdef BPF_KFUNC_PROTOTYPES\n");
      out.append("#ifndef __ksym\n#define __ksym __attribute__((section(\".ksyms\")))\n#endif\n");
      out.append("#ifndef __weak\n#define __weak __attribute__((weak))\n#endif\n\n");
      kfuncs.forEach(id -> declare(btf, order, writer, out, types, id, " __weak __ksym"));
      out.append("#endif /* BPF_KFUNC_PROTOTYPES */\n\n");
    }
    if (all && !others.isEmpty()) {
      out.append("#ifdef BPF_FUNC_PROTOTYPES\n\n");
      others.forEach(id -> declare(btf, order, writer, out, types, id, ""));
      out.append("#endif /* BPF_FUNC_PROTOTYPES */\n\n");
    }
  }

  private static void declare(
      Btf btf,
      DeclarationOrder order,
      DeclarationWriter writer,
      StringBuilder out,
      Types types,
      int id,
      String suffix) {
    types.forwards(id, order);
    out.append("extern ");
    out.append(
        btf.type(id) instanceof BtfType.Func f
            ? writer.prototype(id, f)
            : writer.variable((BtfType.Var) btf.type(id)));
    out.append(suffix);
    for (String tag : writer.declTags(id, -1)) {
      if (!tag.equals(KFUNC_TAG)) {
        out.append(' ').append(DeclarationWriter.tag("btf_decl_tag", tag));
      }
    }
    out.append(";\n\n");
  }
}
