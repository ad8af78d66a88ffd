using Neurons.IO;
using Neurons.Networks.Tests;

namespace Neurons.EventData.Tests;

/// <summary>AEDAT in its versions: files that tonic reads, and files of version 4 in every compression.</summary>
public sealed class AedatTests : IDisposable
{
    private readonly Folder _folder = new();

    public static TheoryData<int> Recorded => Tonic.Indices("files");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Files_are_read_as_tonic_reads_them(int index)
    {
        // Its columns and rows of a DVS128, which are the other way round in AEDAT 2.0, are exchanged.
        var expected = Tonic.One("files", index);
        var name = expected.GetProperty("name").GetString()!;
        var found = EventFile.Read(_folder.Write(name, expected.GetProperty("content").GetBytesFromBase64()));
        Assert.Equal(Tonic.Of(expected, found.Sensor), found);
        EventSensor? sensor = name switch { "davis346.aedat" => new(346, 260), "nmnist.bin" => null, _ => new(128, 128) };
        if (sensor is { } known) Assert.Equal(known, found.Sensor);
    }

    [Theory]
    [InlineData((int)Compression.None)]
    [InlineData((int)Compression.Lz4)]
    [InlineData((int)Compression.Lz4High)]
    [InlineData((int)Compression.Zstd)]
    [InlineData((int)Compression.ZstdHigh)]
    public void Version_4_is_read_in_every_compression_with_and_without_a_table(int compression)
    {
        var events = Tonic.Input;
        foreach (var hasTable in new[] { false, true })
        {
            var path = _folder.Write("a.aedat4", Aedat4Writer.Write(events, (Compression)compression, new(346, 260), packets: 3, hasTable));
            var found = EventFile.Read(path);
            Assert.Equal(events, found);
            Assert.Equal(new(346, 260), found.Sensor);
            Assert.Equal(Tonic.Sensor, EventFile.Read(path, new() { Sensor = Tonic.Sensor }).Sensor);
        }
    }

    [Fact]
    public void Events_that_are_not_valid_and_packets_of_other_types_are_left_out()
    {
        byte[] header = [.. "#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n"u8];
        static byte[] Packet(int type, int size, int overflow, params uint[] words) =>
        [
            .. BitConverter.GetBytes((short)type), 1, 0, .. BitConverter.GetBytes(size), .. BitConverter.GetBytes(4),
            .. BitConverter.GetBytes(overflow),
            .. BitConverter.GetBytes(words.Length * 4 / size), .. BitConverter.GetBytes(words.Length * 4 / size),
            .. BitConverter.GetBytes(words.Length * 4 / size), .. words.SelectMany(BitConverter.GetBytes),
        ];
        var path = _folder.Write("a.aedat", [
            .. header, .. Packet(0, 8, 0, 1, 2), .. Packet(1, 8, 0, (3 << 17) | (4 << 2) | 3, 7, (9 << 17) | 2, 8),
            .. Packet(1, 8, 2, (5 << 17) | (6 << 2) | 1, 9), .. Packet(6, 16, 0, 1, 2, 3, 4)]);
        Assert.Equal([new Event(7, 3, 4, true), new Event((2L << 31) + 9, 5, 6, false)], EventFile.Read(path));
    }

    [Fact]
    public void Times_of_version_2_go_on_when_32_bits_are_full()
    {
        byte[] header = [.. "#!AER-DAT2.0\r\n# DVS128\r\n"u8];
        byte[] events = [0, 0, 2, 5, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 3, 2, 0, 0, 0, 3, 0, 0, 0x80, 2, 0, 0, 0, 4];
        Assert.Equal(
            [new Event(uint.MaxValue - 1L, 2, 2, true), new Event(uint.MaxValue + 4L, 1, 3, false)],
            EventFile.Read(_folder.Write("a.aedat", [.. header, .. events])));
    }

    [Theory]
    [InlineData("hello", "is not AEDAT: it does not begin with #!AER-DAT")]
    [InlineData("#!AER-DAT1.0\r\n", "is AEDAT 1.0; 2.0, 3.1 and 4.0 are read")]
    [InlineData("#!AER-DAT2.0\r\n", "its header names no camera of DVS128, DAVIS240 and DAVIS346; an Address has to be given")]
    [InlineData("#!AER-DAT2.0\r\n# DVS128\r\n12345", "has 5 bytes of events from byte 24 on; a multiple of 8 is expected")]
    [InlineData("#!AER-DAT3.1\r\n#Format: PNGFrames\r\n#!END-HEADER\r\n", "has packets in the format PNGFrames; RAW is read")]
    [InlineData("#!AER-DAT3.1\r\n#!END-HEADER\r\n123", "at byte 28: the header of a packet has 3 bytes of 28: the file is truncated")]
    [InlineData("#!AER-DAT4.0\r\n", "at byte 14: there is no header")]
    [InlineData("#!AER-DAT4.0\r\nÿÿÿÿ", "at byte 14: the header has 4294967299 bytes, and 4 are left")]
    public void What_is_wrong_is_said(string content, string problem)
    {
        var path = _folder.Write("a.aedat", System.Text.Encoding.Latin1.GetBytes(content));
        Assert.Equal($"{path}: {problem}", Assert.Throws<FormatError>(() => EventFile.Read(path)).Message);
    }
}
