using System.Text;
using Neurons.IO;
using Neurons.Networks.Tests;

namespace Neurons.EventData.Tests;

public sealed class EventFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_binary_event_is_x_y_polarity_and_23_bits_of_time()
    {
        var path = _folder.Write("a.bin", [3, 4, 0x80, 0, 5, 33, 0, 0x7F, 0xFF, 0xFF, 1, 2, 0x01, 0x02, 0x03]);
        Assert.Equal(
            [new Event(5, 3, 4, true), new Event((1 << 23) - 1, 33, 0, false), new Event(0x010203, 1, 2, false)],
            EventFile.Read(path));
    }

    [Fact]
    public void A_binary_event_on_row_240_adds_8192_to_the_times_that_follow()
    {
        var path = _folder.Write("a.bin", [1, 1, 0, 0, 9, 0, 240, 0, 0, 0, 1, 2, 0, 0, 3, 0, 240, 0, 0, 0, 1, 3, 0, 0, 4]);
        Assert.Equal([9, 8195, 16388], EventFile.Read(path).Select(e => e.Time));
    }

    [Theory]
    [InlineData("500,1,2,0\n1250,3,4,1\n")]
    [InlineData("t,x,y,polarity\r\n500,1,2,0\r\n1250,3,4,1\r\n")]
    [InlineData("\uFEFFt,x,y,p\n500,1,2,-1\n1250,3,4,1\n\n")]
    [InlineData("t,x,y,p\n500,1,2,False\n1250,3,4,true\n")]
    [InlineData("\"t\",\"x\",\"y\",\"p\"\n\"500\",\"1\",\"2\",\"0\"\n\"1250\", \"3\",\"4\",\"True\"\n")]
    [InlineData("\"500\",\"1\",\"2\",\"0\"\n\"1250\",\"3\",\"4\",\"1\"\n")]
    [InlineData("x,y,p,\"timestamp\"\n1,2,0, 500\n 3 ,4,1,1.25e3")]
    public void Text_is_read_with_and_without_a_header(string text)
    {
        var path = _folder.Write("a.csv", Encoding.UTF8.GetBytes(text));
        Assert.Equal([new Event(500, 1, 2, false), new Event(1250, 3, 4, true)], EventFile.Read(path));
    }

    [Theory]
    [InlineData("1,2,3,1\n1,2,3\n", "line 2 does not have 4 fields")]
    [InlineData("1,2,3,1,5\n", "line 1 does not have 4 fields")]
    [InlineData("1,2,3,1,\n", "line 1 does not have 4 fields")]
    [InlineData("1,2,3,1\n\n1,2,3,1\n", "line 2 is blank")]
    [InlineData("1,2,3,2\n", "line 1: the polarity is 2; 0 (or -1, False) and 1 (or True) are allowed")]
    [InlineData("True,2,3,1\n", "line 1, column 1: the name is 'true'")]
    [InlineData("1,2,True,1\n", "line 1, column 3: 'True' is not a finite number")]
    [InlineData("1,-2,3,1\n", "line 1: x is -2; whole numbers from 0 to 65535 are allowed")]
    [InlineData("1,2,3.5,1\n", "line 1: y is 3.5")]
    [InlineData("1,2,3,1\nNaN,2,3,1\n", "line 2, column 1: 'NaN' is not a finite number")]
    [InlineData("t,x,y\n", "line 1 does not name all columns")]
    [InlineData("t,x,y,z\n", "line 1, column 4: the name is 'z'")]
    public void Text_that_is_no_recording_is_refused(string text, string problem)
    {
        var path = _folder.Write("a.csv", Encoding.UTF8.GetBytes(text));
        Assert.StartsWith($"{path}: {problem}", Assert.Throws<FormatError>(() => EventFile.Read(path)).Message);
    }

    [Fact]
    public void A_binary_file_that_ends_inside_an_event_and_a_file_of_another_kind_are_refused()
    {
        var cut = _folder.Write("a.bin", new byte[7]);
        Assert.Equal(
            $"{cut}: has 7 bytes; a multiple of 5, the size of an event, is expected", Assert.Throws<FormatError>(() => EventFile.Read(cut)).Message);
        var other = _folder.Write("a.txt", []);
        Assert.Equal(
            $"{other}: ends in '.txt'; .bin, .csv, .aedat, .aedat4, .npz, .npy are allowed",
            Assert.Throws<FormatError>(() => EventFile.Read(other)).Message);
    }

    [Fact]
    public void Fractions_of_time_need_a_unit_and_are_then_rounded_to_microseconds()
    {
        var path = _folder.Write("a.csv", "0.5,1,2,0\n1.2345678,3,4,1\n"u8.ToArray());
        Assert.Equal(
            $"{path}: line 1: the time is 0.5; whole numbers of µs are allowed, or the unit has to be said (TimeUnit)",
            Assert.Throws<FormatError>(() => EventFile.Read(path)).Message);
        Assert.Equal([500_000, 1_234_568], EventFile.Read(path, new() { TimeUnit = 1 }).Select(e => e.Time));
        Assert.Equal([500, 1235], EventFile.Read(path, new() { TimeUnit = 1e-3 }).Select(e => e.Time));
    }

    [Fact]
    public void A_file_without_events_is_an_empty_recording()
    {
        Assert.Empty(EventFile.Read(_folder.Write("a.bin", [])));
        Assert.Empty(EventFile.Read(_folder.Write("a.csv", [])));
    }
}
