package io.github.hidbpf4j.bpf.text;

import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Names for the text of a linked program: helpers, kfuncs of its kernel BTF, its maps. */
public final class ProgramNames implements SymbolNames {
  private final LinkedProgram program;

  /** Creates the names for a program's instructions. */
  public ProgramNames(LinkedProgram program) {
    this.program = program;
  }

  @Override
  public @Nullable String helper(int id) {
    return HelperNames.exists(id) ? HelperNames.of(id) : null;
  }

  @Override
  public OptionalInt helperId(String name) {
    return HelperNames.number(name);
  }

  @Override
  public @Nullable String kfunc(int btfId) {
    Btf btf = program.kernelBtf();
    return btf != null
            && btfId > 0
            && btfId <= btf.size()
            && btf.type(btfId) instanceof BtfType.Func f
        ? f.name()
        : null;
  }

  @Override
  public OptionalInt kfuncId(String name) {
    Btf btf = program.kernelBtf();
    return btf == null
        ? OptionalInt.empty()
        : btf.find(name, BtfType.Func.class).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  @Override
  public long kernelAddress(int btfId) {
    Btf btf = program.kernelBtf();
    return btf == null ? 0 : KernelAddress.of(btf, btfId);
  }

  @Override
  public @Nullable String map(int number) {
    return number >= 0 && number < program.maps().size() ? program.maps().get(number).name() : null;
  }

  @Override
  public OptionalInt mapNumber(String name) {
    for (int i = 0; i < program.maps().size(); i++) {
      if (program.maps().get(i).name().equals(name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
