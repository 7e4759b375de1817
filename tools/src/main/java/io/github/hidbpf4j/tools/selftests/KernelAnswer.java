package io.github.hidbpf4j.tools.selftests;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.hidbpf4j.cli.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer of a kernel other than the stick's for one of its programs.
 *
 * @param accepted whether it accepts it
 * @param errno the error number of loading; 0 if accepted
 * @param last the last line of its log before the totals, as {@link LogEnd} extracts it
 * @param sameMessages whether its log contains the messages of the stick, too
 * @param processed number of processed instructions; -1 if unknown
 */
record KernelAnswer(boolean accepted, int errno, String last, boolean sameMessages, int processed) {

  private static final JsonFactory JSON = new JsonFactory();

  /** Reads the answers in a file, one JSON object per line, by object and program. */
  static Map<String, KernelAnswer> read(Path file) throws IOException {
    Map<String, KernelAnswer> answers = new LinkedHashMap<>();
    for (String line : InputFile.lines(file)) {
      if (!line.isBlank()) {
        parse(line, answers);
      }
    }
    return answers;
  }

  /** The key of a program's answer. */
  static String key(String object, String program) {
    return object + "/" + program;
  }

  private static void parse(String line, Map<String, KernelAnswer> answers) throws IOException {
    String object = "";
    String program = "";
    boolean accepted = false;
    int errno = 0;
    String last = "";
    boolean sameMessages = false;
    int processed = -1;
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "object" -> object = json.getText();
          case "prog" -> program = json.getText();
          case "expect" -> accepted = json.getText().equals("accept");
          case "errno" -> errno = json.getIntValue();
          case "last" -> last = value == JsonToken.VALUE_STRING ? json.getText() : "";
          case "msgs_as_6_12" -> sameMessages = json.getBooleanValue();
          case "insns_processed" ->
              processed = value == JsonToken.VALUE_NUMBER_INT ? json.getIntValue() : -1;
          default -> json.skipChildren();
        }
      }
    }
    answers.put(
        key(object, program),
        new KernelAnswer(accepted, errno, LogEnd.ofKernel(last), sameMessages, processed));
  }
}
