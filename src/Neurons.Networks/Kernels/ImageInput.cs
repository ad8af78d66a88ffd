namespace Neurons.Networks;

/// <summary>
/// The images that a convolution reads: numbers in memory, or binary spikes as bits, which become numbers an image at a time.
/// </summary>
internal readonly unsafe struct ImageInput<T>
    where T : unmanaged
{
    private readonly T* _numbers;
    private readonly SpikeBits? _spikes;
    private readonly int _imagesOfStep;
    private readonly Windows _windows;

    /// <summary>Numbers, image after image.</summary>
    public ImageInput(Windows windows, T* numbers)
    {
        _windows = windows;
        _numbers = numbers;
    }

    /// <summary>Spikes: each step has whole images, one after the other.</summary>
    public ImageInput(Windows windows, SpikeBits spikes)
    {
        _windows = windows;
        _spikes = spikes;
        _imagesOfStep = (int)(spikes.PerStep / windows.ImageSize);
    }

    /// <summary>How many numbers <see cref="Of"/> needs room for.</summary>
    public long Scratch => _spikes is null ? 0 : _windows.ImageSize;

    /// <summary>
    /// The numbers of an image, those at least that so many rows of windows look at; in <paramref name="scratch"/> unless they lie in memory.
    /// </summary>
    public T* Of(int image, int row, int rows, T* scratch)
    {
        if (_spikes is null)
            return _numbers + image * _windows.ImageSize;
        var (step, place) = Math.DivRem(image, _imagesOfStep);
        var size = (int)_windows.ImageSize;
        var bits = place * size;
        var y = _windows.Y;
        var top = Math.Clamp(y.Start(row), 0, y.Length);
        var bottom = Math.Clamp(y.Start(row + rows - 1) + (y.Kernel - 1) * y.Dilation + 1, top, y.Length);
        var width = _windows.X.Length;
        if (bottom - top == y.Length)
        {
            _spikes.Unpack(step, bits, new Span<T>(scratch, size));
            return scratch;
        }
        for (var channel = 0; channel < _windows.Channels; channel++)
        {
            var first = (channel * y.Length + top) * width;
            _spikes.Unpack(step, bits + first, new Span<T>(scratch + first, (bottom - top) * width));
        }
        return scratch;
    }
}
