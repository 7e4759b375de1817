package io.github.hidbpf4j.tools.hunt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs that a kernel is to run.
 *
 * @param programs the programs
 * @param inputs what each is run with, once with each
 */
record RunBatch(Batch programs, List<List<RunInput>> inputs) implements GuestKernel.Questions {
  @Override
  public int size() {
    return inputs.size();
  }

  @Override
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      RawProgram.bytes(out, programs.bytes());
      for (List<RunInput> each : inputs) {
        out.writeInt(each.size());
        for (RunInput input : each) {
          input.write(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static RunBatch parse(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Batch programs = Batch.parse(RawProgram.bytes(in));
    List<List<RunInput>> inputs = new ArrayList<>();
    for (int program = 0; program < programs.entries().size(); program++) {
      List<RunInput> each = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        each.add(RunInput.read(in));
      }
      inputs.add(each);
    }
    return new RunBatch(programs, inputs);
  }

  /** The programs from one on. */
  @Override
  public RunBatch from(int program) {
    return new RunBatch(programs.from(program), inputs.subList(program, inputs.size()));
  }
}
