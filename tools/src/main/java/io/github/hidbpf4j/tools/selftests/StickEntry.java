package io.github.hidbpf4j.tools.selftests;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.hidbpf4j.cli.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One program of the stick, with the kernel's answer.
 *
 * @param object object file below the folder of objects
 * @param program program name
 * @param tier {@code A} or {@code H}
 * @param category what the program is about
 * @param accepted whether the kernel accepts it
 * @param messages what its log contains, in order
 * @param flags program flags in addition to those that tests always have
 * @param logLevel log level; 0 for the one that shows the reason
 * @param processed number of instructions that the kernel processed; -1 if unknown
 * @param runs whether it is run once after verification
 * @param result the return value; null for any
 */
record StickEntry(
    String object,
    String program,
    String tier,
    String category,
    boolean accepted,
    List<ExpectedMessage> messages,
    int flags,
    int logLevel,
    int processed,
    boolean runs,
    @Nullable Integer result) {

  private static final JsonFactory JSON = new JsonFactory();

  /** Object and program: {@code verifier_cfg/unreachable}. */
  String name() {
    String file = object.substring(object.lastIndexOf('/') + 1).replace(".bpf.o", "");
    return file + "/" + program;
  }

  /** The same program with another kernel's answer; it is not run. */
  StickEntry answered(KernelAnswer answer) {
    return new StickEntry(
        object,
        program,
        tier,
        category,
        answer.accepted(),
        answer.sameMessages() ? messages : List.of(),
        flags,
        logLevel,
        answer.processed(),
        false,
        null);
  }

  /** Reads all entries, one JSON object per line. */
  static List<StickEntry> read(Path file) throws IOException {
    List<StickEntry> entries = new ArrayList<>();
    for (String line : InputFile.lines(file)) {
      if (!line.isBlank()) {
        entries.add(parse(line));
      }
    }
    return entries;
  }

  private static StickEntry parse(String line) throws IOException {
    String object = "";
    String program = "";
    String tier = "";
    String category = "";
    boolean accepted = false;
    List<ExpectedMessage> messages = new ArrayList<>();
    int flags = 0;
    int level = 0;
    int processed = -1;
    boolean runs = false;
    Integer result = null;
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "object" -> object = json.getText();
          case "prog" -> program = json.getText();
          case "tier" -> tier = json.getText();
          case "category" -> category = json.getText();
          case "expect" -> accepted = json.getText().equals("accept");
          case "flags" -> flags = json.getIntValue();
          case "log_level" -> level = json.getIntValue();
          case "insns_processed" -> {
            if (value == JsonToken.VALUE_NUMBER_INT) {
              processed = json.getIntValue();
            }
          }
          case "retval" -> {
            runs = value != JsonToken.VALUE_NULL;
            result = value == JsonToken.VALUE_NUMBER_INT ? (int) json.getLongValue() : null;
          }
          case "msgs" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              messages.add(ExpectedMessage.of(json.getText()));
            }
          }
          default -> json.skipChildren();
        }
      }
    }
    return new StickEntry(
        object, program, tier, category, accepted, messages, flags, level, processed, runs, result);
  }
}
