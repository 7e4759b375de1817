package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the instructions of a program refer to by number, by name. */
record ProgramNames(LinkedProgram program) implements SymbolNames {
  @Override
  public @Nullable String helper(int id) {
    return HelperNames.exists(id) ? HelperNames.of(id) : null;
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
  public @Nullable String map(int number) {
    List<MapSpec> maps = program.maps();
    return number >= 0 && number < maps.size() ? maps.get(number).name() : null;
  }
}
