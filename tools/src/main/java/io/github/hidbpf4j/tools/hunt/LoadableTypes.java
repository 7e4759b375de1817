package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.BtfType.Linkage;
import io.github.hidbpf4j.bpf.btf.BtfWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts an object's types to a form that a kernel accepts: declarations become definitions, as
 * by libbpf ({@code bpf_object__collect_externs} in {@code tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class LoadableTypes {
  private static final String KSYMS = ".ksyms";
  private static final String PARAMETER = "dummy_ksym";
  private static final int WORD = 4;

  private LoadableTypes() {}

  /** The bytes for BPF_BTF_LOAD, with the same ids. */
  static byte[] of(Btf btf) {
    Btf.Builder types = new Btf.Builder();
    btf.types().forEach(types::add);
    int number = types.add(new BtfType.Int("int", WORD, true, false, false, 0, 32));
    int dummy = types.add(new BtfType.Var(PARAMETER, number, Linkage.GLOBAL));
    for (int id = 1; id <= btf.size(); id++) {
      switch (btf.type(id)) {
        case BtfType.Func(String name, int type, Linkage linkage)
            when linkage == Linkage.EXTERN -> {
          types.set(id, new BtfType.Func(name, type, Linkage.GLOBAL));
          nameParameters(types, type);
        }
        case BtfType.Var(String name, int type, Linkage linkage) when linkage == Linkage.EXTERN ->
            types.set(id, new BtfType.Var(name, isKsym(btf, id) ? number : type, Linkage.GLOBAL));
        case BtfType.DataSection section when section.name().equals(KSYMS) ->
            types.set(id, ksyms(btf, section, dummy));
        default -> {}
      }
    }
    return BtfWriter.write(types.build());
  }

  private static void nameParameters(Btf.Builder types, int prototype) {
    if (types.get(prototype) instanceof BtfType.FuncProto(int result, List<BtfType.Param> old)) {
      List<BtfType.Param> named = new ArrayList<>();
      for (BtfType.Param parameter : old) {
        boolean nameless = parameter.name().isEmpty() && parameter.type() != 0;
        named.add(nameless ? new BtfType.Param(PARAMETER, parameter.type()) : parameter);
      }
      types.set(prototype, new BtfType.FuncProto(result, named));
    }
  }

  private static boolean isKsym(Btf btf, int var) {
    return btf.types().stream()
        .anyMatch(
            t ->
                t instanceof BtfType.DataSection section
                    && section.name().equals(KSYMS)
                    && section.vars().stream().anyMatch(v -> v.type() == var));
  }

  private static BtfType ksyms(Btf btf, BtfType.DataSection section, int dummy) {
    List<BtfType.SectionVar> vars = new ArrayList<>();
    for (BtfType.SectionVar old : section.vars()) {
      boolean function = btf.type(old.type()) instanceof BtfType.Func;
      vars.add(
          new BtfType.SectionVar(function ? dummy : old.type(), (long) WORD * vars.size(), WORD));
    }
    return new BtfType.DataSection(section.name(), (long) WORD * vars.size(), vars);
  }
}
