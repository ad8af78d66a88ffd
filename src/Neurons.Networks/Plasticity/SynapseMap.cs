namespace Neurons.Networks;

/// <summary>
/// Which inputs the weights of a row meet: those of a dense layer each its own, at one place; those of a convolution a patch, at every place.
/// </summary>
internal sealed class SynapseMap
{
    private const int Outside = -1;

    private readonly int[]? _input;
    private readonly int[] _start = [], _places = [];

    private SynapseMap(int inputs, int places, int row, int[]? input)
    {
        (Inputs, Places, Row, _input) = (inputs, places, row, input);
        if (input is null) return;
        // by input: where it is met
        _start = new int[inputs + 1];
        foreach (var at in input)
        {
            if (at != Outside) _start[at + 1]++;
        }
        for (var j = 0; j < inputs; j++) _start[j + 1] += _start[j];
        _places = new int[_start[inputs]];
        var next = _start[..inputs].ToArray();
        for (var k = 0; k < input.Length; k++)
        {
            if (input[k] != Outside) _places[next[input[k]]++] = k;
        }
    }

    /// <summary>The inputs of a sample.</summary>
    public int Inputs { get; }

    /// <summary>The places at which a row stands; each has an output for each row.</summary>
    public int Places { get; }

    /// <summary>The weights of a row.</summary>
    public int Row { get; }

    /// <summary>Whether each weight is one synapse.</summary>
    public bool IsDense => _input is null;

    /// <summary>The most meetings of inputs and weights of a row.</summary>
    public int Meetings => IsDense ? Inputs : _places.Length;

    public static SynapseMap Dense(int inputs) => new(inputs, 1, inputs, null);

    /// <param name="options">The convolution.</param>
    /// <param name="shape">The input, [channels, height, width].</param>
    /// <param name="output">The output.</param>
    public static SynapseMap Of(Conv2dOptions options, int[] shape, int[] output)
    {
        var (stride, padding, dilation) = (options.Stride ?? 1, options.Padding ?? 0, options.Dilation ?? 1);
        var row = options.Inputs * options.Kernel.Height * options.Kernel.Width;
        var places = output[1] * output[2];
        var input = new int[checked(places * row)];
        var k = 0;
        for (var y = 0; y < output[1]; y++)
        {
            for (var x = 0; x < output[2]; x++)
            {
                for (var c = 0; c < options.Inputs; c++)
                {
                    for (var i = 0; i < options.Kernel.Height * options.Kernel.Width; i++)
                    {
                        var row0 = (y * stride.Height) - padding.Height + (i / options.Kernel.Width * dilation.Height);
                        var column = (x * stride.Width) - padding.Width + (i % options.Kernel.Width * dilation.Width);
                        var isInside = row0 >= 0 && row0 < shape[1] && column >= 0 && column < shape[2];
                        input[k++] = isInside ? (((c * shape[1]) + row0) * shape[2]) + column : Outside;
                    }
                }
            }
        }
        return new((int)Shapes.Count(shape), places, row, input);
    }

    /// <summary>Where an input is met, as place · row + weight.</summary>
    public ReadOnlySpan<int> Of(int input) => _places.AsSpan(_start[input].._start[input + 1]);

    /// <summary>The numbers of the inputs that a row meets at a place; outside of the image, 0.</summary>
    public ReadOnlySpan<float> Patch(ReadOnlySpan<float> inputs, int place, Span<float> patch)
    {
        if (_input is null) return inputs;
        var at = _input.AsSpan(place * Row, Row);
        for (var k = 0; k < at.Length; k++) patch[k] = at[k] == Outside ? 0 : inputs[at[k]];
        return patch;
    }
}
