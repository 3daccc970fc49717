import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The daily limit in Kafka Streams: exactly_once_v2, the state in memory with a changelog, all else as it comes. The same events in
 * and out as limit-check, and the same state; unlike it, this program does not check what it reads against the event's schema.
 */
public final class LimitCheck {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STORE = "usage";
  /** As limit-check: days that are kept behind the newest one of a user. */
  private static final int DAYS_KEPT = 8;

  private LimitCheck() {}

  public static void main(String[] arguments) throws InterruptedException {
    String brokers = arguments[0];
    String application = arguments[1];
    String input = arguments[2];
    String decided = arguments[3];
    String exceeded = arguments[4];
    int limit = Integer.parseInt(arguments[5]);
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[6]);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    KafkaStreams streams = new KafkaStreams(topology(input, decided, exceeded, limit), settings);
    CountDownLatch ended = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) System.out.println("RUNNING");
          if (now == KafkaStreams.State.ERROR) ended.countDown();
        });
    streams.start();
    ended.await();
    System.exit(1);
  }

  private static Topology topology(String input, String decided, String exceeded, int limit) {
    Topology topology = new Topology();
    topology.addSource("requested", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), input);
    topology.addProcessor("limit", () -> new Limit(limit), "requested");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), usage()), "limit");
    var key = Serdes.String().serializer();
    var value = Serdes.ByteArray().serializer();
    topology.addSink("decided", decided, key, value, "limit");
    topology.addSink("exceeded", exceeded, key, value, "limit");
    return topology;
  }

  private static Serde<Map<String, List<String>>> usage() {
    TypeReference<TreeMap<String, List<String>>> type = new TypeReference<>() {};
    return Serdes.serdeFrom(
        (topic, usage) -> usage == null ? null : bytes(usage),
        (topic, bytes) -> {
          try {
            return bytes == null ? null : JSON.readValue(bytes, type);
          } catch (IOException error) {
            throw new UncheckedIOException(error);
          }
        });
  }

  private static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private static final class Limit implements Processor<String, byte[], String, byte[]> {
    private final int limit;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, Map<String, List<String>>> store;

    Limit(int limit) {
      this.limit = limit;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
      context = given;
      store = given.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      try {
        decide(record, JSON.readTree(record.value()));
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
    }

    private void decide(Record<String, byte[]> record, JsonNode requested) {
      JsonNode payment = requested.get("data");
      String id = payment.get("paymentId").textValue();
      String day = payment.get("day").textValue();
      Map<String, List<String>> usage = store.get(record.key());
      if (usage == null) usage = new TreeMap<>();
      List<String> approved = usage.computeIfAbsent(day, key -> new ArrayList<>());
      if (approved.contains(id)) return;
      if (approved.size() >= limit) {
        ObjectNode data = dataOf(payment).put("limit", limit);
        context.forward(record.withValue(event(requested, "limit.exceeded", id + ".limit-exceeded", data)), "exceeded");
        ObjectNode rejected = dataOf(payment).put("reason", "daily_limit_exceeded").put("limit", limit);
        context.forward(record.withValue(event(requested, "payment.rejected", id + ".decided", rejected)), "decided");
        return;
      }
      approved.add(id);
      if (usage.size() > DAYS_KEPT) ((TreeMap<String, List<String>>) usage).pollFirstEntry();
      store.put(record.key(), usage);
      ObjectNode data = dataOf(payment).put("used", approved.size()).put("limit", limit);
      context.forward(record.withValue(event(requested, "payment.approved", id + ".decided", data)), "decided");
    }

    private static ObjectNode dataOf(JsonNode payment) {
      ObjectNode data = JSON.createObjectNode();
      for (String field : List.of("paymentId", "userId", "merchantId", "amount", "currency", "day"))
        data.set(field, payment.get(field));
      return data;
    }

    private static byte[] event(JsonNode requested, String type, String id, ObjectNode data) {
      ObjectNode event = JSON.createObjectNode();
      event.put("specversion", "1.0").put("id", id).put("type", type).put("source", "/limit-check");
      event.set("subject", requested.get("subject"));
      event.set("time", requested.get("time"));
      event.put("datacontenttype", "application/json").put("dataschema", "urn:payments:event:" + type + ":1");
      if (requested.has("traceparent")) event.set("traceparent", requested.get("traceparent"));
      event.set("data", data);
      return bytes(event);
    }
  }
}
